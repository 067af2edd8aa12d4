"""The formatters of the code and the views, to check with or to rewrite with."""

from . import ADDON, HOUSE, node

PYTHON_FOLDERS = ("bench", "scripts", "tests", ADDON)
PRETTY = ("scripts/*.mjs", "tests/**/*.js", f"{ADDON}/**/*.{{js,xml}}")


def checks(programs):
    """Return the commands that only look."""
    ruff = programs / "ruff"
    return {
        "ruff": [ruff, "check", "--quiet", *PYTHON_FOLDERS],
        "ruff format": [ruff, "format", "--quiet", "--diff", *PYTHON_FOLDERS],
        "prettier": [*_prettier(), "--check", *PRETTY],
    }


def rewrites(programs):
    """Return the commands that rewrite what they can."""
    ruff = programs / "ruff"
    return {
        "ruff": [ruff, "check", "--quiet", "--fix", "--exit-zero", *PYTHON_FOLDERS],
        "ruff format": [ruff, "format", "--quiet", *PYTHON_FOLDERS],
        "prettier": [*_prettier(), "--write", *PRETTY],
    }


def _prettier():
    modules = node.modules()
    plugin = modules / "@prettier/plugin-xml/src/plugin.js"
    program = modules / "prettier/bin/prettier.cjs"
    options = ("--log-level=warn", "--no-error-on-unmatched-pattern")
    cache = ("--cache", f"--cache-location={HOUSE / 'prettier'}")
    return ["node", program, *options, *cache, f"--plugin={plugin}"]
