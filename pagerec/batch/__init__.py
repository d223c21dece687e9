"""Many files on all cores or on a cluster, into JSON Lines or Parquet; see ``docs/batch.md``."""

from pagerec.batch.run import Progress, read_batch
from pagerec.batch.work import ReadOptions

__all__ = ["Progress", "ReadOptions", "read_batch"]
