"""The plan of the add-on: a room may use the rooms to its left, never one to its right.

The checks only read the source; at the end they prove themselves on a made-up add-on.
"""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

NAME = "sales_back_office"
ADDON = Path(__file__).parents[1] / NAME
ROOMS = (
    *("roles", "review", "order", "gate", "dispatch", "contract"),
    *("customer", "register", "team", "network", "reporting"),
)
FOLDERS = ("controllers", "models", "views", "wizard", "report", "demo")
MENUS = Path("views/menus.xml")


def room_of(path):
    """Room of a file (relative to the add-on), or None when it belongs to no room."""
    if path.parts[0] in FOLDERS and len(path.parts) > 2:
        return path.parts[1]
    if path.parts[0] == "security" and path.stem.endswith("_security"):
        return path.stem.removesuffix("_security")
    return None


def files(addon, suffix):
    """Files of the add-on that are not static, relative to it."""
    found = (path.relative_to(addon) for path in sorted(addon.rglob(f"*{suffix}")))
    return [path for path in found if path.parts[0] != "static"]


def is_right_of(room, other):
    return ROOMS.index(room) > ROOMS.index(other)


def parse(addon, path):
    return ast.parse((addon / path).read_text(), str(path))


# What a file defines


def models_in(tree):
    """(name, is new) of each model class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            values = {
                target.id: ast.literal_eval(statement.value)
                for statement in node.body
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
            }
            inherited = values.get("_inherit", [])
            inherited = [inherited] if isinstance(inherited, str) else inherited
            if values:
                name = values.get("_name") or inherited[0]
                yield name, name not in inherited


def ids_in(root):
    return {
        node.get("id").removeprefix(f"{NAME}.")
        for node in root.iter()
        if node.tag in ("record", "template", "menuitem") and node.get("id")
    }


def definitions(addon):
    """The room of each model and XML id of the add-on."""
    rooms = {}
    for path in filter(room_of, files(addon, ".py")):
        for model, is_new in models_in(parse(addon, path)):
            if is_new:
                rooms[model] = room_of(path)
                rooms[f"{NAME}.model_{model.replace('.', '_')}"] = room_of(path)
    for path in filter(room_of, files(addon, ".xml")):
        for xml_id in ids_in(ElementTree.parse(addon / path).getroot()):
            rooms[f"{NAME}.{xml_id}"] = room_of(path)
    return rooms


# What a file uses


def words(text):
    return {word.strip(".") for word in re.findall(r"[\w.]+", text or "")}


def words_in_python(tree):
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield from words(node.value)


def words_in_xml(root):
    """Words of an XML file; those without a dot are ids of this add-on."""
    for node in root.iter():
        attributes = (value for name, value in node.items() if name != "id")
        for text in (node.text, node.tail, *attributes):
            yield from (w if "." in w else f"{NAME}.{w}" for w in words(text))


def rooms_imported(path, tree):
    package = (NAME, *path.parts[:-1])
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple(filter(None, (node.module or "").split(".")))
            modules = [(*base, alias.name) for alias in node.names]
        for module in modules:
            module = list(module)
            if module[:2] == ["odoo", "addons"]:
                module = module[2:]
            if module[0] == NAME and len(module) > 2 and module[1] in FOLDERS:
                if module[2] in ROOMS:
                    yield module[2]


def breaches(addon):
    """Each use of a room by a room to its left, as (file, what it uses)."""
    rooms = definitions(addon)
    found = set()
    for path in filter(room_of, files(addon, ".py")):
        tree = parse(addon, path)
        for room in rooms_imported(path, tree):
            if is_right_of(room, room_of(path)):
                found.add((str(path), f"room {room}"))
        found.update(_uses_to_the_right(path, words_in_python(tree), rooms))
    for path in filter(room_of, files(addon, ".xml")):
        root = ElementTree.parse(addon / path).getroot()
        found.update(_uses_to_the_right(path, words_in_xml(root), rooms))
    return sorted(found)


def _uses_to_the_right(path, used, rooms):
    for word in used:
        if word in rooms and is_right_of(rooms[word], room_of(path)):
            yield str(path), word


# The order of the house


def misplaced(addon):
    """Files that stand in no room, or in one that nobody knows."""
    loose = {MENUS, *(Path(folder, "__init__.py") for folder in FOLDERS)}
    paths = (path.relative_to(addon) for path in addon.rglob("*") if path.is_file())
    return sorted(
        str(path)
        for path in paths
        if path.parts[0] in FOLDERS
        and "__pycache__" not in path.parts
        and path not in loose
        # a room may hold one more folder, as Odoo's mail/models/discuss does
        and (len(path.parts) not in (3, 4) or room_of(path) not in ROOMS)
    )


def misnamed_models(addon):
    """Files in models/ and wizard/ that are not one model with the file's name."""
    return [
        str(path)
        for path in files(addon, ".py")
        if path.parts[0] in ("models", "wizard") and path.name != "__init__.py"
        if [name.replace(".", "_") for name, _new in models_in(parse(addon, path))]
        != [path.stem]
    ]


def manifest_faults(addon):
    text = (addon / "__manifest__.py").read_text()
    manifest = ast.literal_eval(text)
    data, demo = manifest["data"], manifest.get("demo", [])
    listed = [*data, *demo]
    exist = {str(path) for path in (*files(addon, ".xml"), *files(addon, ".csv"))}
    faults = [f"not listed: {path}" for path in sorted(exist - set(listed))]
    faults += [f"does not exist: {path}" for path in sorted(set(listed) - exist)]
    faults += [f"listed twice: {p}" for p in sorted(set(listed)) if listed.count(p) > 1]
    faults += [f"not demo: {path}" for path in demo if not path.startswith("demo/")]
    faults += [f"demo: {path}" for path in data if path.startswith("demo/")]
    if str(MENUS) in data[:-1]:
        faults.append(f"not last: {MENUS}")
    return faults + _not_under_their_heading(text, data) + _not_in_order(demo)


def _not_under_their_heading(text, data):
    """In "data" a comment names the room of the lines below it."""
    heading, headings, faults = None, [], []
    for line in map(str.strip, text.splitlines()):
        if line.removeprefix("# ") in ROOMS:
            heading = line.removeprefix("# ")
            headings.append(heading)
        path = line.strip('",')
        if path in data and room_of(Path(path)) not in (None, heading):
            faults.append(f"under {heading}: {path}")
    if headings != sorted(headings, key=ROOMS.index):
        faults.append(f"rooms out of order: {headings}")
    return faults


def _not_in_order(paths):
    indexes = [ROOMS.index(room_of(Path(path))) for path in paths]
    return [] if indexes == sorted(indexes) else ["rooms out of order: demo"]


def rooms_loaded(addon, folder):
    """Rooms in the order in which the folder imports them."""
    tree = parse(addon, Path(folder, "__init__.py"))
    return [alias.name for node in tree.body for alias in node.names]


# The add-on is tidy


def test_no_room_uses_one_to_its_right():
    assert breaches(ADDON) == []


def test_every_file_stands_in_a_known_room():
    assert misplaced(ADDON) == []


def test_a_file_is_one_model_and_has_its_name():
    assert misnamed_models(ADDON) == []


def test_the_manifest_lists_every_data_file_in_the_order_of_the_rooms():
    assert manifest_faults(ADDON) == []


@pytest.mark.parametrize("folder", ["controllers", "models", "wizard"])
def test_python_loads_the_rooms_in_order(folder):
    there = {path.parent.name for path in (ADDON / folder).glob("*/__init__.py")}
    assert rooms_loaded(ADDON, folder) == sorted(there, key=ROOMS.index)


# The checks find what is not

MODEL = 'class A(models.Model):\n    _name = "{0}"\n'
VIEW = '<odoo><record id="{0}" model="ir.ui.view">{1}</record></odoo>'
TIDY = {
    "models/gate/sale_check.py": MODEL.format("sale.check"),
    "models/contract/sale_contract.py": (
        MODEL.format("sale.contract") + '    check = fields.Many2one("sale.check")\n'
    ),
    "views/gate/check.xml": VIEW.format("check_view", ""),
    "views/contract/contract.xml": VIEW.format("contract_view", "check_view"),
    "demo/gate/check.xml": VIEW.format("check_1", ""),
    "__manifest__.py": """{"data": [
        # gate
        "views/gate/check.xml",
        # contract
        "views/contract/contract.xml",
    ], "demo": ["demo/gate/check.xml"]}""",
}
GATE, CHECK_XML = "models/gate/sale_check.py", "views/gate/check.xml"


@pytest.fixture
def build(tmp_path):
    def build(**changes):
        for path, text in {**TIDY, **changes}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return build


def test_a_tidy_add_on_passes(build):
    addon = build()
    for check in (breaches, misplaced, misnamed_models, manifest_faults):
        assert check(addon) == []


@pytest.mark.parametrize(
    ("path", "text", "used"),
    [
        (GATE, "from ..contract import sale_contract", "room contract"),
        (GATE, "from .. import contract", "room contract"),
        (GATE, f"import odoo.addons.{NAME}.models.contract", "room contract"),
        (GATE, 'x = env["sale.contract"]', "sale.contract"),
        (GATE, 'class A:\n    _inherit = "sale.contract"', "sale.contract"),
        (GATE, f'env.ref("{NAME}.contract_view")', f"{NAME}.contract_view"),
        (CHECK_XML, VIEW.format("a", "%(contract_view)d"), f"{NAME}.contract_view"),
        (CHECK_XML, '<odoo><a ref="contract_view"/></odoo>', f"{NAME}.contract_view"),
        (CHECK_XML, VIEW.format("a", "sale.contract"), "sale.contract"),
        (CHECK_XML, VIEW.format("a", "<b eval=\"ref('model_sale_contract')\"/>"),
         f"{NAME}.model_sale_contract"),
    ],
)  # fmt: skip
def test_a_use_to_the_right_is_found(build, path, text, used):
    assert breaches(build(**{path: text})) == [(path, used)]


def test_what_looks_like_a_use_but_is_none_is_left_alone(build):
    docstring = '"""The sale.contract comes later."""\nx = "other.contract_view"'
    view = VIEW.format("contract_view_2", "sale.contract_view<!-- contract_view -->")
    assert breaches(build(**{GATE: docstring, CHECK_XML: view})) == []


def test_a_file_outside_the_rooms_is_found(build):
    addon = build(**{"views/attic/a.xml": "<odoo/>", "wizard/loose.py": ""})
    assert misplaced(addon) == ["views/attic/a.xml", "wizard/loose.py"]


@pytest.mark.parametrize(
    "text", ["", MODEL.format("sale.other"), MODEL.format("sale.check") * 2]
)
def test_a_file_that_is_not_one_model_is_found(build, text):
    assert misnamed_models(build(**{GATE: text})) == [GATE]


def test_faults_of_the_manifest_are_found(build):
    manifest = """{"data": [
        "views/menus.xml",
        # contract
        "views/contract/contract.xml",
        "views/contract/contract.xml",
        # gate
        "views/contract/gone.xml",
    ], "demo": ["views/gate/check.xml"]}"""
    assert manifest_faults(build(**{"__manifest__.py": manifest})) == [
        "not listed: demo/gate/check.xml",
        "does not exist: views/contract/gone.xml",
        "does not exist: views/menus.xml",
        "listed twice: views/contract/contract.xml",
        "not demo: views/gate/check.xml",
        "not last: views/menus.xml",
        "under gate: views/contract/gone.xml",
        "rooms out of order: ['contract', 'gate']",
    ]
