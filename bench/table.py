"""Medians side by side, and whether the add-on keeps to its targets."""

from statistics import median

MORE_QUERIES = 2
TIMES = 1.05
TIMES_OF_LIST = 1.2
TIMES_OF_CONTRACTS = 1.5
TIMES_OF_FLOOR = 1.2
TIMES_OF_EXPORT = 0.5
MEGABYTES = 60
QUERIES_OF_REPORT = 60
TIMES_OF_SQL = 1.2


def of_steps(plain, *others):
    print(f"{'':18}{plain.title:>16}", *(f"{way.title:>25}     " for way in others))
    columns = [f"{'ms':>9}  ratio  queries     "] * len(others)
    print(f"{'':18}{'ms':>8}{'queries':>8}", *columns)
    for name, costs in plain.costs.items():
        columns = [_compare(way.costs[name], costs, TIMES) for way in others]
        print(f"{name:18}{_figures(costs)}", *columns)
    print(f"Target: {TIMES} times as long, and {MORE_QUERIES} queries more.\n")


def of_lists(plain, *others, times=TIMES_OF_LIST):
    (name, costs) = plain
    print(f"{name:24}{_figures(costs)}")
    for name, costs in others:
        print(f"{name:24}{_compare(costs, plain[1], times)}")
    print(f"Target: {times} times as long.\n")


def of_making(costs):
    """Costs of the same workbook made as a report, as bare as can be, and by Odoo."""
    medians = {}
    for way, makings in costs.items():
        seconds = median(making.seconds for making in makings)
        megabytes = median(making.megabytes for making in makings)
        medians[way] = seconds
        print(f"{way:18}{seconds:9.1f} s{megabytes:9.1f} MB above the idle process")
    ours = median(making.megabytes for making in costs["report"])
    for way, times in (("floor", TIMES_OF_FLOOR), ("export", TIMES_OF_EXPORT)):
        ratio = medians["report"] / medians[way]
        verdict = "ok" if ratio <= times else "over"
        print(f"report / {way:9}{ratio:9.2f}  at most {times} {verdict}")
    verdict = "ok" if ours <= MEGABYTES else "over"
    print(f"report            {ours:9.1f}  at most {MEGABYTES} MB {verdict}\n")


def of_due(count, cost):
    """What one pass over so many due reports costs, with a commit after each."""
    queries = cost.queries / count
    verdict = "ok" if queries <= QUERIES_OF_REPORT else "over"
    seconds, each = cost.milliseconds / 1000, cost.milliseconds / count
    print(f"{count} due reports {seconds:9.1f} s")
    print(f"{each:6.1f} ms and {queries:.1f} queries each {verdict}\n")


def of_figures(questions):
    """Costs of the same questions in each way, beside SQL written by hand."""
    for name, ways in questions.items():
        for way, costs in ways.items():
            ratio = _ratio(costs, ways["by hand"])
            verdict = "ok" if ratio <= TIMES_OF_SQL else "over"
            says = verdict if way == "ours" else ""
            print(f"{name:14}{way:14}{_time(costs):9.0f} ms{ratio:7.2f} {says}")
    print(f"Target: {TIMES_OF_SQL} times as long as by hand.\n")


def _figures(costs):
    return f"{_time(costs):8.1f}{_queries(costs):8}"


def _compare(costs, plain, times):
    ratio, more = _ratio(costs, plain), _queries(costs) - _queries(plain)
    verdict = "ok" if ratio <= times and more <= MORE_QUERIES else "over"
    return f"{_time(costs):9.1f}{ratio:7.2f}{more:+9} {verdict:4}"


def _time(costs):
    return median(cost.milliseconds for cost in costs)


def _queries(costs):
    return round(median(cost.queries for cost in costs))


def _ratio(costs, plain):
    """Compare what ran one after the other, and so met the same noise."""
    pairs = zip(costs, plain, strict=True)
    return median(ours.milliseconds / theirs.milliseconds for ours, theirs in pairs)
