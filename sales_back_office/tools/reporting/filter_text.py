"""Tells a filter in words, for whoever reads a report that it narrows."""

from odoo.fields import Domain

SIGNS = {
    "=": "=",
    "!=": "≠",
    "in": "=",
    "not in": "≠",
    "<": "<",
    "<=": "≤",
    ">": ">",
    ">=": "≥",
    "child_of": "=",
    "parent_of": "=",
}


def get_filter_text(records, domain):
    """Tell a domain in the language of the reader.

    :param records: of the model that it is for, with the reader's rights
    :param domain: conditions on them
    :return: a sentence without its end, empty for no condition
    """
    env, parts, domain = records.env, [], Domain(domain)
    if domain.is_true() or domain.is_false():
        return "" if domain.is_true() else env._("no record")
    for term in reversed([*domain]):
        if term == "!":
            parts.append(env._("not (%s)", parts.pop()))
        elif term == "&":
            parts.append(
                env._("%(one)s and %(other)s", one=parts.pop(), other=parts.pop())
            )
        elif term == "|":
            parts.append(
                env._("(%(one)s or %(other)s)", one=parts.pop(), other=parts.pop())
            )
        elif isinstance(term, tuple):
            parts.append(_tell(records, *term))
    return "".join(parts)


def _tell(records, path, operator, value):
    env, (label, field) = records.env, _get_label(records, path)
    if operator in ("any", "not any"):
        told = f"{label}: {get_filter_text(env[field.comodel_name], value)}"
        return told if operator == "any" else env._("not (%s)", told)
    if value is False and field.type != "boolean":
        if operator in ("=", "in"):
            return env._("%s is empty", label)
        return env._("%s is filled in", label)
    told = _get_value(env, field, value)
    sign = SIGNS.get(operator)
    if sign:
        return f"{label} {sign} {told}"
    if operator.startswith("not"):
        return env._("%(field)s does not contain %(value)s", field=label, value=told)
    return env._("%(field)s contains %(value)s", field=label, value=told)


def _get_label(records, path):
    """What a path is called, and the field at its end."""
    labels = []
    for name in path.split("."):
        field = records._fields[name]
        labels.append(field._description_string(records.env))
        records = records.env.get(field.comodel_name)
        if records is None:
            break
    return " / ".join(labels), field


def _get_value(env, field, value):
    values = value if isinstance(value, list | tuple | set) else [value]
    names = {}
    if field.type == "selection":
        names = dict(field._description_selection(env))
    elif field.type == "boolean":
        names = {True: env._("Yes"), False: env._("No")}
    elif field.comodel_name:
        ids = [item for item in values if isinstance(item, int)]
        # What the reader may not see stays a number.
        shown = env[field.comodel_name].browse(ids).exists()._filtered_access("read")
        names = {record.id: record.display_name for record in shown}
    return ", ".join(str(names.get(item, item)) for item in values)
