from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class SaleDaysMixin(models.AbstractModel):
    """A record about a salesperson and some days, which has to know what happened then.

    However many records ask, it is one query. A model that inherits this one has
    `company_id`, `user_id` and `date`.
    """

    _name = "sale.days.mixin"
    _description = "Salesperson and days"

    is_today = fields.Boolean(
        string="Today",
        compute="_compute_is_today",
        search="_search_is_today",
        help="It begins on the day that it is where the company is.",
    )

    @api.depends("company_id", "date")
    def _compute_is_today(self):
        for record in self:
            record.is_today = record.date == record.company_id._get_today()

    def _search_is_today(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date", "=", company._get_today())
            for company in self.env.companies
        )

    def _sum_days(self, model, names, days, domain=()):
        """What the records of a model come to, for each salesperson on some days.

        :param str model: with `company_id`, `user_id` and `date`
        :param names: of the fields to sum up
        :param dict days: first and last day for each record of self
        :param domain: which records count
        :return: `{record: {name: sum}}`, with a 0 where nothing happened
        """
        sums = {record: dict.fromkeys(names, 0.0) for record in self}
        known = [span for span in days.values() if all(span)]
        if not known:
            return sums
        groups = self.env[model]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("date", ">=", min(first for first, last in known)),
                ("date", "<=", max(last for first, last in known)),
                *domain,
            ],
            ["company_id", "user_id", "date:day"],
            [f"{name}:sum" for name in names],
        )
        by_person = defaultdict(list)
        for company, user, day, *values in groups:
            by_person[company, user].append((day, values))
        for record, (first, last) in days.items():
            for day, values in by_person[record.company_id, record.user_id]:
                if first and first <= day <= last:
                    for name, value in zip(names, values, strict=True):
                        sums[record][name] += value
        return sums
