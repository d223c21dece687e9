"""Pictures of what was read and of how it was read."""

from pagerec.drawing.boxes import BoxLevel, draw
from pagerec.drawing.colors import confidence_color
from pagerec.drawing.stages import STAGES, StageName, draw_stage

__all__ = ["STAGES", "BoxLevel", "StageName", "confidence_color", "draw", "draw_stage"]
