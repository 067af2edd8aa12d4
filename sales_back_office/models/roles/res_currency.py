from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _get_percent(self, part, whole):
        """How many percent an amount is of another, from 0 to 100.

        Never rounded up, for 100 % means that nothing is missing; and counted in the
        smallest coin, for 0.29 times 100 is less than 29 to a computer.
        """
        coin = self.rounding or 0.01  # a form need not know the currency yet
        part, whole = round(part / coin), round(whole / coin)
        return min(max(100 * part // whole, 0), 100) if whole > 0 else 0
