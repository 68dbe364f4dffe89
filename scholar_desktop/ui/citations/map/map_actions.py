"""The actions of the citation map."""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import EXPORT, FIND, MAP_MENU, RELATED, Action

_ON_MAP = when.Condition("on_map", lambda now: now.on_map, Message("No map is open."))
_MAP_CHOSEN = when.Condition("map_chosen", lambda now: now.map_chosen > 0, Message("No paper on the map is selected."))
_MAP_HIDDEN = when.Condition("map_hidden", lambda now: now.map_hidden > 0, Message("No paper on the map is hidden."))

# fmt: off
MAP = (
    Action(id="map.add_neighbours", title=Message("Add neighbours"),
           help=Message("Add the papers that cite the selected ones, and those they cite. Two requests per paper."),
           menu="view", group=1, submenu=MAP_MENU, icon="add", needs=(_ON_MAP, _MAP_CHOSEN, when.ONLINE)),
    Action(id="map.link", title=Message("Find links"),
           help=Message("Draw links between the papers on the map that cite each other. One request per 500 papers."),
           menu="view", group=1, submenu=MAP_MENU, icon="link", needs=(_ON_MAP, when.ONLINE)),
    Action(id="map.hide", title=Message("Hide from map"), help=Message("Hide the selected papers on the map."),
           # not translated: the name of a key
           menu="view", group=1, submenu=MAP_MENU, icon="eye", control_keys="Del", control_keys_when=_MAP_CHOSEN,
           needs=(_ON_MAP, _MAP_CHOSEN)),
    Action(id="map.show_all", title=Message("Show hidden papers"), help=Message("Show the papers hidden on the map."),
           menu="view", group=1, submenu=MAP_MENU, needs=(_ON_MAP, _MAP_HIDDEN)),
    Action(id="map.find", title=Message("Find on map"), help=Message("Find a paper on the map by title or author."),
           menu="edit", group=2, submenu=FIND, icon="search", needs=(_ON_MAP,)),
    Action(id="map.enlarge", title=Message("Enlarge map"), help=Message("Show this map in the whole main area."),
           menu="view", group=1, submenu=MAP_MENU, icon="expand", needs=(_ON_MAP,)),
    Action(id="map.fit", title=Message("Fit map"), help=Message("Fit the whole map into the view."), menu="view",
           group=1, submenu=MAP_MENU, icon="fit-width", needs=(_ON_MAP,)),
    Action(id="map.zoom_in", title=Message("Zoom in on map"), help=Message("Zoom in on the map."), menu="view",
           group=1, submenu=MAP_MENU, icon="add", needs=(_ON_MAP,)),
    Action(id="map.zoom_out", title=Message("Zoom out of map"), help=Message("Zoom out of the map."), menu="view",
           group=1, submenu=MAP_MENU, icon="minus", needs=(_ON_MAP,)),
    Action(id="map.export_svg", title=Message("Export map as SVG…"), help=Message("Save the map as a vector drawing."),
           menu="file", group=2, submenu=EXPORT, needs=(_ON_MAP,)),
    Action(id="map.export_png", title=Message("Export map as PNG…"), help=Message("Save the map as an image."),
           menu="file", group=2, submenu=EXPORT, needs=(_ON_MAP,)),
    Action(id="map.export_graphml", title=Message("Export map as GraphML…"),
           help=Message("Save papers and links for Gephi, Cytoscape or yEd."), menu="file", group=2, submenu=EXPORT,
           needs=(_ON_MAP,)),
    Action(id="view.map_selection", title=Message("Map selected papers"),
           help=Message("Draw the selected papers by year, with links between those that cite each other."),
           menu="paper", group=4, submenu=RELATED, icon="map", needs=(when.HAS_PAPER,), on_rows=True,
           many=lambda count: Message.counted("Map {count} paper", "Map {count} papers", count)),
    Action(id="view.map_library", rank=10, title=Message("Map my library"),
           help=Message("Draw the papers in your library by year, with links between those that cite each other."),
           menu="tools", keys=("Ctrl+Shift+G",), icon="map", also_in="go"),
)
# fmt: on
