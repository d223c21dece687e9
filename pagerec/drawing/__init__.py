"""Pictures of what was read and of how it was read."""

from pagerec.drawing.boxes import draw
from pagerec.drawing.colors import confidence_color
from pagerec.drawing.stages import STAGES, draw_stage

__all__ = ["STAGES", "confidence_color", "draw", "draw_stage"]
