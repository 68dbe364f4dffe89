"""The actions of the citation map."""

from __future__ import annotations

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action

_ON_MAP = when.Condition("on_map", lambda now: now.on_map, "No map is shown.")
_MAP_CHOSEN = when.Condition("map_chosen", lambda now: now.map_chosen > 0, "No paper of the map is chosen.")

# fmt: off
MAP = (
    Action(id="map.add_neighbours", title="Add neighbours",
           help="Put on the map who cites the chosen papers and what they cite: two requests for each paper.",
           menu="paper", group=6, icon="add", needs=(_ON_MAP, _MAP_CHOSEN, when.ONLINE)),
    Action(id="map.link", title="Find links between them",
           help="Ask what the papers of the map cite, and draw which of them cites which: "
                "a request for each 500 papers.",
           menu="paper", group=6, icon="link", needs=(_ON_MAP, when.ONLINE)),
    Action(id="map.hide", title="Hide from the map", help="Take the chosen papers off the map.", menu="paper", group=6,
           icon="eye", needs=(_ON_MAP, _MAP_CHOSEN)),
    Action(id="map.show_all", title="Show hidden papers", help="Put back what was hidden from the map.", menu="paper",
           group=6, needs=(_ON_MAP,)),
    Action(id="map.find", title="Find on the map", help="Go to a paper of the map by its title or author.",
           menu="edit", group=1, icon="search", needs=(_ON_MAP,)),
    Action(id="map.enlarge", title="Large map", help="Show this map in the whole main area.", menu="view", group=3,
           icon="expand", needs=(_ON_MAP,)),
    Action(id="map.fit", title="Whole map", help="Show the whole map.", menu="view", group=3, icon="fit-width",
           needs=(_ON_MAP,)),
    Action(id="map.zoom_in", title="Zoom in", help="Show less of the map, larger.", menu="view", group=3, icon="add",
           needs=(_ON_MAP,)),
    Action(id="map.zoom_out", title="Zoom out", help="Show more of the map, smaller.", menu="view", group=3,
           icon="minus", needs=(_ON_MAP,)),
    Action(id="map.export_svg", title="Map as SVG…", help="Write the map as a drawing that can be scaled.",
           menu="file", group=2, needs=(_ON_MAP,)),
    Action(id="map.export_png", title="Map as PNG…", help="Write the map as a picture.", menu="file", group=2,
           needs=(_ON_MAP,)),
    Action(id="map.export_graphml", title="Map as GraphML…",
           help="Write papers and links for Gephi, Cytoscape or yEd.", menu="file", group=2, needs=(_ON_MAP,)),
    Action(id="view.map_selection", title="Map of the selection",
           help="Draw the chosen papers by year, and which of them cites which.", menu="view", group=3, icon="map",
           needs=(when.HAS_PAPER,), on_rows=True),
    Action(id="view.map_library", title="Map of my library",
           help="Draw the papers of the library by year, and which of them cites which.", menu="view", group=3,
           icon="map"),
)
# fmt: on
