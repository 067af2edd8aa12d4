from odoo import api, fields, models

from ..sale_contract import ALARM

# The states of fulfilment that somebody has to look after.
ALARMS = ("uncalled", "lapsing", "late", "lapsed")


class SaleContract(models.Model):
    """Days pass without an event: whoever is responsible is told what they change."""

    _inherit = "sale.contract"

    _sealed_fields = frozenset({"status_told"})

    # Events change the status by day; what the nightly job has told of, it keeps here.
    status_told = fields.Char(readonly=True, copy=False, groups="base.group_user")

    @api.model
    def _cron_look_at_days(self):
        """Let time do its work, once a day where the company is: contracts become late,
        or lapse, without an event. Whoever is responsible is told once.
        """
        groups = self._read_group([("state", "!=", "draft")], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        waiting = companies.filtered(lambda own: own.contract_day != own._get_today())
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(waiting))
        for company in waiting:
            self._look_at_day(company)
            company.contract_day = company._get_today()
            crons._commit_progress(processed=1)

    def _look_at_day(self, company):
        signed = self.search(
            [("state", "=", "signed"), ("company_id", "=", company.id)]
        )
        self.env.add_to_compute(self._fields["fulfilment_status"], signed)
        signed._recompute_recordset(["fulfilment_status"])
        changed = signed.filtered(lambda own: own.fulfilment_status != own.status_told)
        changed.activity_unlink([ALARM])
        for status, contracts in changed.grouped("fulfilment_status").items():
            if status in ALARMS:
                contracts._alarm()
            contracts._write_sealed({"status_told": status})

    def _alarm(self):
        """Put contracts of one company and status before whoever is responsible for
        what is wrong with them, in the language of that person."""
        field = self._fields["fulfilment_status"]
        for user, contracts in self.grouped(lambda own: own._get_alarmed()).items():
            env = self.with_context(lang=user.lang).env
            labels = dict(field._description_selection(env))
            contracts.activity_schedule(
                ALARM,
                user_id=user.id,
                date_deadline=self.company_id._get_today(),
                summary=labels[contracts[0].fulfilment_status],
            )

    def _get_alarmed(self):
        self.ensure_one()
        late = self.fulfilment_status == "late"
        responsible = self.delivery_responsible_id if late else self.user_id
        return responsible or self.user_id or self.create_uid
