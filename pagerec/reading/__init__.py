"""The whole process: `pagerec.reading.reader` has it on one screen."""
