"""The actions of the citation map."""

from __future__ import annotations

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action

_ON_MAP = when.Condition("on_map", lambda now: now.on_map, "No map is shown.")
_MAP_CHOSEN = when.Condition("map_chosen", lambda now: now.map_chosen > 0, "No paper of the map is chosen.")

MAP = (
    Action(
        "map.add_neighbours",
        "Add neighbours",
        "Put on the map who cites the chosen papers and what they cite: two requests for each paper.",
        "paper",
        6,
        icon="add",
        needs=(_ON_MAP, _MAP_CHOSEN, when.ONLINE),
    ),
    Action(
        "map.link",
        "Find links between them",
        "Ask what the papers of the map cite, and draw which of them cites which: a request for each 500 papers.",
        "paper",
        6,
        icon="link",
        needs=(_ON_MAP, when.ONLINE),
    ),
    Action(
        "map.hide",
        "Hide from the map",
        "Take the chosen papers off the map.",
        "paper",
        6,
        icon="eye",
        needs=(_ON_MAP, _MAP_CHOSEN),
    ),
    Action(
        "map.show_all", "Show hidden papers", "Put back what was hidden from the map.", "paper", 6, needs=(_ON_MAP,)
    ),
    Action(
        "map.find",
        "Find on the map",
        "Go to a paper of the map by its title or author.",
        "edit",
        1,
        icon="search",
        needs=(_ON_MAP,),
    ),
    Action(
        "map.enlarge",
        "Large map",
        "Show this map in the whole main area.",
        "view",
        3,
        icon="expand",
        needs=(_ON_MAP,),
    ),
    Action("map.fit", "Whole map", "Show the whole map.", "view", 3, icon="fit-width", needs=(_ON_MAP,)),
    Action("map.zoom_in", "Zoom in", "Show less of the map, larger.", "view", 3, icon="add", needs=(_ON_MAP,)),
    Action("map.zoom_out", "Zoom out", "Show more of the map, smaller.", "view", 3, icon="minus", needs=(_ON_MAP,)),
    Action(
        "map.export_svg", "Map as SVG…", "Write the map as a drawing that can be scaled.", "file", 2, needs=(_ON_MAP,)
    ),
    Action("map.export_png", "Map as PNG…", "Write the map as a picture.", "file", 2, needs=(_ON_MAP,)),
    Action(
        "map.export_graphml",
        "Map as GraphML…",
        "Write papers and links for Gephi, Cytoscape or yEd.",
        "file",
        2,
        needs=(_ON_MAP,),
    ),
    Action(
        "view.map_selection",
        "Map of the selection",
        "Draw the chosen papers by year, and which of them cites which.",
        "view",
        3,
        icon="map",
        needs=(when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "view.map_library",
        "Map of my library",
        "Draw the papers of the library by year, and which of them cites which.",
        "view",
        3,
        icon="map",
    ),
)
