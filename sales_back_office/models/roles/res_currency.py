from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _split(self, amount, weights, whole):
        """Parts of an amount by the weights that they have of the whole.

        They are neighbouring stretches of the amount, so parts that make up the whole
        add up to it, to the smallest coin.

        :return: list, one part for each weight; nothing, if the whole is nothing
        """
        reached = end = 0.0
        parts = []
        for weight in weights:
            reached += weight
            start, end = end, whole and self.round(amount * reached / whole)
            parts.append(end - start)
        return parts

    def _get_percent(self, part, whole):
        """How many percent an amount is of another, from 0 to 100.

        Never rounded up, for 100 % means that nothing is missing; and counted in the
        smallest coin, for 0.29 times 100 is less than 29 to a computer.
        """
        coin = self.rounding or 0.01  # a form need not know the currency yet
        part, whole = round(part / coin), round(whole / coin)
        return min(max(100 * part // whole, 0), 100) if whole > 0 else 0
