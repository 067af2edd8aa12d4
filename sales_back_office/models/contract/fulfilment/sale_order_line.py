from functools import partial

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What a line contributes to the fulfilment of the contract that it calls:
    quantities in the unit of the contract, amounts in its currency."""

    _inherit = "sale.order.line"

    # Not rounded: twelve orders of one piece call a dozen, not twelve times 0.08 of it.
    contract_quantity_ordered = fields.Float(
        compute="_compute_contract_ordered", store=True
    )
    contract_amount_ordered = fields.Monetary(
        compute="_compute_contract_ordered", store=True
    )
    contract_quantity_dispatched = fields.Float(
        compute="_compute_contract_delivered", store=True
    )
    contract_quantity_signed_for = fields.Float(
        compute="_compute_contract_delivered", store=True
    )
    contract_quantity_returned = fields.Float(
        compute="_compute_contract_delivered", store=True
    )
    contract_quantity_delivered = fields.Float(
        compute="_compute_contract_delivered", store=True
    )
    contract_amount_delivered = fields.Monetary(
        compute="_compute_contract_delivered", store=True
    )
    contract_quantity_invoiced = fields.Float(
        compute="_compute_contract_invoiced", store=True
    )
    contract_amount_invoiced = fields.Monetary(
        compute="_compute_contract_invoiced", store=True
    )
    contract_amount_received = fields.Monetary(
        compute="_compute_contract_amount_received", store=True
    )

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "product_uom_qty",
        "price_total",
        "state",
    )
    def _compute_contract_ordered(self):
        for line in self:
            is_ordered = line.contract_line_id and line.state == "sale"
            line.contract_quantity_ordered = (
                line._get_called_quantity() if is_ordered else 0.0
            )
            line.contract_amount_ordered = line.price_total if is_ordered else 0.0

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "product_uom_qty",
        "price_total",
        "qty_delivered",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom",
        "move_ids.location_dest_id",
        "move_ids.picking_id.signature",
    )
    def _compute_contract_delivered(self):
        for line in self:
            moved = line._get_quantities_moved() if line.contract_line_id else {}
            for name in ("dispatched", "signed_for", "returned", "delivered"):
                quantity = moved.get(name, 0.0)
                line[f"contract_quantity_{name}"] = (
                    line._to_contract_unit(quantity) if quantity else 0.0
                )
            line.contract_amount_delivered = line._get_amount_of(
                moved.get("delivered", 0.0)
            )

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "invoice_lines.parent_state",
        "invoice_lines.price_total",
        "invoice_lines.product_uom_id",
        "invoice_lines.quantity",
        # down payments
        "order_id.order_line.invoice_lines.parent_state",
        "order_id.order_line.invoice_lines.price_total",
        "order_id.order_line.is_downpayment",
        "order_id.order_line.price_total",
    )
    def _compute_contract_invoiced(self):
        """What posted invoices ask for. A down payment is for the lines of its order by
        value, as long as no later invoice deducts it."""
        called = self.filtered("contract_line_id")
        (self - called).contract_quantity_invoiced = 0.0
        (self - called).contract_amount_invoiced = 0.0
        for order, lines in called.grouped("order_id").items():
            deposits = order.order_line.filtered("is_downpayment")
            deposit = sum(line._get_amount_invoiced() for line in deposits)
            parts = order._split_by_value(deposit)
            for line in lines:
                line.contract_quantity_invoiced = line._get_quantity_invoiced()
                line.contract_amount_invoiced = (
                    line._get_amount_invoiced() + parts[line]
                )

    @api.depends(
        "contract_line_id",
        "order_id.calling_order_ids.amount_received",
        "order_id.order_line.price_total",
    )
    def _compute_contract_amount_received(self):
        """The money of an order belongs to its lines by value."""
        called = self.filtered("contract_line_id")
        (self - called).contract_amount_received = 0.0
        for order, lines in called.grouped("order_id").items():
            parts = order._split_by_value(order.amount_received)
            for line in lines:
                line.contract_amount_received = parts[line]

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_quantities_moved(self):
        """What has left, was signed for, came back and counts as delivered, in the unit
        of the order: not rounded to it, as the quantity is that core calls delivered.
        """
        self.ensure_one()
        moved = dict.fromkeys(
            ("dispatched", "signed_for", "returned", "delivered"), 0.0
        )
        outgoing, incoming = self._get_outgoing_incoming_moves()
        # What counts as delivered though no move of the product has brought it.
        rest = self.qty_delivered
        for move in self.move_ids:
            if move.state != "done" or move.product_id != self.product_id:
                continue
            convert = partial(
                move.product_uom._compute_quantity, move.quantity, self.product_uom_id
            )
            quantity = convert(round=False)
            sign = (move in outgoing) - (move in incoming)
            moved["delivered"] += sign * quantity
            rest -= sign * convert(rounding_method="HALF-UP")
            if move._is_dispatch():
                moved["dispatched"] += quantity
                moved["signed_for"] += quantity if move.picking_id.is_signed else 0.0
            elif move.location_id._is_with_customer():
                moved["returned"] += quantity
        moved["dispatched"] += rest
        moved["delivered"] += rest
        return moved

    def _get_quantity_invoiced(self):
        """What posted invoices bill of this line, less credit notes, in the unit of the
        contract."""
        self.ensure_one()
        return sum(
            sign * self._to_contract_unit(line.quantity, line.product_uom_id)
            for sign, line in self._get_posted_invoice_lines()
        )

    def _get_amount_invoiced(self):
        """What posted invoices ask for this line, less credit notes."""
        self.ensure_one()
        return sum(
            sign
            * line.currency_id._convert(
                line.price_total,
                self.currency_id,
                self.company_id,
                line.invoice_date or fields.Date.context_today(self),
            )
            for sign, line in self._get_posted_invoice_lines()
        )

    def _get_posted_invoice_lines(self):
        """Lines of posted invoices, as `(1, line)`, and of credit notes, as `(-1,
        line)`."""
        self.ensure_one()
        for line in self.invoice_lines:
            if line.parent_state == "posted":
                yield -1 if line.move_id.move_type == "out_refund" else 1, line
