from odoo import api, fields, models

# Columns of `sale.progress.report`, and of `sale.target`.
AMOUNTS = ("amount_ordered", "amount_collected", "amount_dispatched", "amount_invoiced")
TARGETS = ("target_ordered", "target_collected", "target_visits")


class SaleDailyReport(models.Model):
    """The figures of a report come from documents, and nobody types them in.

    They move with the documents until the report is submitted; then they stay what was
    reported, even if an order is cancelled later.
    """

    _inherit = "sale.daily.report"

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_ordered = fields.Monetary(
        string="Amount ordered", compute="_compute_figures", compute_sudo=True
    )
    amount_collected = fields.Monetary(
        string="Amount collected", compute="_compute_figures", compute_sudo=True
    )
    amount_dispatched = fields.Monetary(
        string="Amount dispatched", compute="_compute_figures", compute_sudo=True
    )
    amount_invoiced = fields.Monetary(
        string="Amount invoiced", compute="_compute_figures", compute_sudo=True
    )
    target_ordered = fields.Monetary(
        string="Orders to take", compute="_compute_figures", compute_sudo=True
    )
    target_collected = fields.Monetary(
        string="Money to collect", compute="_compute_figures", compute_sudo=True
    )
    target_visits = fields.Integer(
        string="Visits to make", compute="_compute_figures", compute_sudo=True
    )
    reported_figures = fields.Json(
        string="Figures as reported",
        compute="_compute_reported_figures",
        store=True,
        copy=False,
        help="The figures as they were when the report was submitted.",
    )

    @api.depends("company_id", "user_id", "kind", "date", "state", "reported_figures")
    def _compute_figures(self):
        live = self.filtered(lambda report: not report.reported_figures)
        figures = live._get_live_figures()
        for report in self:
            report.update(report.reported_figures or figures[report])

    @api.depends("state")
    def _compute_reported_figures(self):
        submitted = self.filtered(lambda report: report.state == "submitted")
        figures = submitted._get_live_figures()
        for report in self:
            report.reported_figures = figures.get(report, False)

    def action_submit(self):
        result = super().action_submit()
        # What happens from now on is not in the report.
        self.flush_recordset(["reported_figures"])
        return result

    def _get_live_figures(self):
        """What documents and targets say of the days of each report.

        :return: `{report: {field: value}}`
        """
        days = {report: report._get_days() for report in self}
        amounts = self._sum_days("sale.progress.report", AMOUNTS, days)
        of_days = [("period", "=", "day")]
        targets = self._sum_days("sale.target", TARGETS, days, of_days)
        return {report: amounts[report] | targets[report] for report in self}
