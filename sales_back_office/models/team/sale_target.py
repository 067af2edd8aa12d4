from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import date_utils, format_date

# Who keeps the targets.
KEEPERS = (
    "order_clerk",
    "issuing_clerk",
    "dispatch_clerk",
    "after_sales_clerk",
    "back_office_manager",
)


class SaleTarget(models.Model):
    """What a salesperson wants to reach on a day, in a month or in a year (duty 1)."""

    _name = "sale.target"
    _inherit = ["sale.days.mixin"]
    _description = "Sales target"
    _order = "date desc, period, user_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        index=True,
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
    )
    period = fields.Selection(
        [("day", "Day"), ("month", "Month"), ("year", "Year")],
        string="Target for",
        required=True,
        default="month",
    )
    date = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self.env.company._get_today(),
        help="The first day of the month or the year; any day of it will do.",
    )
    target_ordered = fields.Monetary(
        string="Orders to take", help="With taxes, in the currency of the company."
    )
    target_collected = fields.Monetary(
        string="Money to collect", help="In the currency of the company."
    )
    target_visits = fields.Integer(string="Visits to make")
    previous_ordered = fields.Monetary(
        string="Ordered the day before",
        compute="_compute_previous",
        compute_sudo=True,
        help="On the last working day before; of a target for longer, in the period"
        " before it.",
    )
    previous_collected = fields.Monetary(
        string="Collected the day before",
        compute="_compute_previous",
        compute_sudo=True,
    )
    previous_dispatched = fields.Monetary(
        string="Dispatched the day before",
        compute="_compute_previous",
        compute_sudo=True,
    )
    previous_visits = fields.Integer(
        string="Visits the day before",
        compute="_compute_previous",
        compute_sudo=True,
        help="Visits told by the reports that were submitted for that day.",
    )

    _once = models.UniqueIndex(
        "(company_id, user_id, period, date)",
        "This salesperson has a target for that time already: change that one.",
    )
    _not_negative = models.Constraint(
        "CHECK (target_ordered >= 0 AND target_collected >= 0 AND target_visits >= 0)",
        "A target is not below zero.",
    )

    @api.depends("user_id", "period", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for target in self:
            target.display_name = f"{target.user_id.name} {target._get_period_text()}"

    @api.depends("company_id", "user_id", "period", "date")
    def _compute_previous(self):
        names = ("amount_ordered", "amount_collected", "amount_dispatched")
        days = self._get_previous_days()
        sums = self._sum_days("sale.progress.report", names, days)
        submitted = [("kind", "=", "day"), ("state", "=", "submitted")]
        visits = self._sum_days("sale.daily.report", ("visits",), days, submitted)
        for target in self:
            for name in names:
                previous = name.replace("amount", "previous")
                target[previous] = sums[target][name]
            target.previous_visits = visits[target]["visits"]

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["period", "date"])
        for vals in vals_list:
            period, date = (vals.get(name, defaults[name]) for name in defaults)
            vals["date"] = self._get_first_day(period, date)
        return super().create(vals_list)

    def write(self, vals):
        if not {"period", "date"} & vals.keys():
            return super().write(vals)
        for target in self:
            period, date = (vals.get(name, target[name]) for name in ("period", "date"))
            day = self._get_first_day(period, date)
            super(SaleTarget, target).write({**vals, "date": day})
        return True

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def action_stand_up(self):
        """Open the targets of today: one row for each salesperson of the company.

        Also on a day on which the company does not work: whoever holds a stand-up on a
        Sunday, before a trade fair, finds the rows for it.

        :return: window action on `sale.target`
        :raise AccessError: unless the user is a clerk or a back office manager
        """
        self.env.user._check_back_office_role(*KEEPERS)
        company = self.env.company
        today = company._get_today()
        self._make_missing(company, today)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_back_office.sale_target_action_stand_up"
        )
        weekday = format_date(self.env, today, date_format="EEEE")
        return {
            **action,
            "display_name": self.env._(
                "Stand-up on %(weekday)s, %(date)s",
                weekday=weekday,
                date=format_date(self.env, today),
            ),
            "domain": [
                ("company_id", "=", company.id),
                ("period", "=", "day"),
                ("date", "=", fields.Date.to_string(today)),
            ],
        }

    @api.model
    def _make_missing(self, company, day):
        """Give each salesperson of a company a row for a day.

        :return: the new rows
        """
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("period", "=", "day"),
                ("date", "=", day),
            ]
        )
        missing = company._get_salespeople() - known.user_id
        if missing:
            company._lock_day()
        return self.create(
            [
                {
                    "company_id": company.id,
                    "user_id": user.id,
                    "period": "day",
                    "date": day,
                }
                for user in missing
            ]
        )

    # ------------------------------------------------------------

    @api.model
    def _get_first_day(self, period, date):
        day = fields.Date.to_date(date)
        return day and date_utils.start_of(day, period)

    def _get_previous_days(self):
        """First and last day of what stands beside a target: what was reached before.

        :return: `{target: (first, last)}`
        """
        days = {}
        alike = self.grouped(lambda own: (own.company_id, own.period, own.date))
        for (company, period, date), targets in alike.items():
            if not date:
                first = last = False
            elif period == "day":
                first = last = company._get_last_working_day(date)
            else:
                last = date - timedelta(1)
                first = date_utils.start_of(last, period)
            days |= dict.fromkeys(targets, (first, last))
        return days

    def _get_period_text(self):
        """The day, the month or the year, in the language of the context."""
        self.ensure_one()
        pattern = {"month": "MMMM y", "year": "y"}.get(self.period)
        return format_date(self.env, self.date, date_format=pattern)
