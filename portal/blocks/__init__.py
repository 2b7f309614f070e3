"""The building stones editors put pages together from. Words are theirs; live parts show what the rooms know."""

from portal.blocks.body import BodyBlocks
from portal.blocks.buttons import ButtonBlock, button_address, destinations
from portal.blocks.front import LIVE_BLOCKS, FrontPageBlocks
from portal.blocks.lists import ChartBlocks, FaqBlocks, HonourBlocks, HonourLevel, RelatedPages

__all__ = [
    "LIVE_BLOCKS",
    "BodyBlocks",
    "ButtonBlock",
    "ChartBlocks",
    "FaqBlocks",
    "FrontPageBlocks",
    "HonourBlocks",
    "HonourLevel",
    "RelatedPages",
    "button_address",
    "destinations",
]
