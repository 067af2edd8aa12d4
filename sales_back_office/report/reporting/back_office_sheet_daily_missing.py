from odoo import models


class BackOfficeSheetDailyMissing(models.AbstractModel):
    """Who has submitted no daily report (duty 7)."""

    _name = "back.office.sheet.daily.missing"
    _inherit = ["back.office.sheet"]
    _description = "Daily reports not submitted"

    _sheet_model = "sale.daily.report"
    _sheet_domain = (("kind", "=", "day"), ("state", "=", "draft"))
    _sheet_date = "date"
    _sheet_order = "date, user_id, id"
    _sheet_columns = ("date", "user_id", "user_id.phone", "reminded_on")

    def _get_query(self, period=None, domain=()):
        """Of those who still sell: whoever has left the team is not missed."""
        people = self.env.company._get_salespeople()
        return super()._get_query(period, [*domain, ("user_id", "in", people.ids)])
