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
    if operator in ("any", "not any") and Domain(value).is_true():
        operator, value = "!=" if operator == "any" else "=", False
    if operator in ("any", "not any"):
        told = f"{label}: {_tell_inner(env[field.comodel_name], value)}"
        return told if operator == "any" else env._("not (%s)", told)
    values = value if isinstance(value, list | tuple | set) else [value]
    if field.type != "boolean" and [*values] == [False]:
        if operator in ("=", "in"):
            return env._("%s is empty", label)
        return env._("%s is filled in", label)
    told = _get_value(env, field, values)
    sign = SIGNS.get(operator)
    if sign:
        return f"{label} {sign} {told}"
    if operator.startswith("not"):
        return env._("%(field)s does not contain %(value)s", field=label, value=told)
    return env._("%(field)s contains %(value)s", field=label, value=told)


def _tell_inner(records, domain):
    """Several conditions hold together, whatever comes after them."""
    told = get_filter_text(records, domain)
    return f"({told})" if next(iter(Domain(domain))) == "&" else told


def _get_label(records, path):
    """What a path is called, and the field at its end."""
    env, labels, names = records.env, [], path.split(".")
    while names and records is not None:
        field = records._fields[names.pop(0)]
        labels.append(field._description_string(env))
        records = env.get(field.comodel_name)
    # What is left names a part of a date.
    labels += [_get_parts(env).get(name, name) for name in names]
    return " / ".join(labels), field


def _get_parts(env):
    return {
        "year_number": env._("year"),
        "quarter_number": env._("quarter"),
        "month_number": env._("month"),
        "iso_week_number": env._("week of the year"),
        "day_of_year": env._("day of the year"),
        "day_of_month": env._("day of the month"),
        "day_of_week": env._("day of the week (0 is Sunday)"),
        "hour_number": env._("hour"),
        "minute_number": env._("minute"),
        "second_number": env._("second"),
    }


def _get_value(env, field, values):
    """Values with a comma between them; that there is none comes last."""
    filled = [item for item in values if item is not False or field.type == "boolean"]
    names = _get_names(env, field, filled)
    told = ", ".join(str(names.get(item, item)) for item in filled)
    return told if len(filled) == len(values) else env._("%s, or empty", told)


def _get_names(env, field, values):
    names = {}
    if field.type == "selection":
        names = dict(field._description_selection(env))
    elif field.type == "boolean":
        names = {True: env._("Yes"), False: env._("No")}
    elif field.comodel_name:
        ids = [item for item in values if type(item) is int]  # True is an int as well
        # What the reader may not see stays a number.
        shown = env[field.comodel_name].browse(ids).exists()._filtered_access("read")
        names = {record.id: record.display_name for record in shown}
    return names
