from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, ormcache


class SealedMixin(models.AbstractModel):
    """Fields that state a fact: only the methods of the model set them.

    A decision, a signature or a sum of money must not be typed in by RPC, by an
    import, by an administrator or by a default in the context. What the add-on
    computes and stores is such a fact; a model names the others, in each of its files
    those that stand there.
    """

    _name = "sealed.mixin"
    _description = "Fields set by methods only"

    _sealed_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_sealed(vals)
        defaults = {f"default_{name}" for name in self._get_sealed_fields()}
        if defaults.intersection(self.env.context):
            context = {k: v for k, v in self.env.context.items() if k not in defaults}
            self = self.with_env(self.env(context=context))
        return super().create(vals_list)

    def write(self, vals):
        self._check_sealed(vals)
        return super().write(vals)

    @api.model
    @ormcache()
    def _get_sealed_fields(self):
        computed = {
            name
            for name, field in self._fields.items()
            if "sales_back_office" in field._modules
            and field.store
            and field.compute
            and field.readonly
            and not field.inverse
        }
        named = (getattr(cls, "_sealed_fields", ()) for cls in type(self).mro())
        return frozenset().union(computed, *named)

    def _check_sealed(self, vals):
        sealed = self._get_sealed_fields().intersection(vals)
        if sealed:
            fields = self.env["ir.model.fields"]
            raise AccessError(
                self.env._(
                    "%(fields)s of %(document)s cannot be filled in by hand. Use the"
                    " buttons of the document.",
                    fields=", ".join(
                        fields._get(self._name, name).field_description
                        for name in sorted(sealed)
                    ),
                    document=self.env["ir.model"]._get(self._name).name,
                )
            )

    @api.model
    def _get_parents(self, name, vals_list):
        """Records that new ones are for, be it by a default of the context.

        :param str name: of the many2one to them
        :param list[dict] vals_list: as `create` has got them
        """
        default = self.default_get([name]).get(name)
        parents = {vals.get(name, default) for vals in vals_list}
        return self.env[self._fields[name].comodel_name].browse(filter(None, parents))

    def _check_file_may_change(self, name):
        """Refuse to change a file that proves what the documents state.

        :param str name: of the binary field
        """

    def _check_state(self, *states):
        """Refuse what is possible only while a document is in one of these states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for document in self:
            if document.state not in states:
                raise UserError(
                    self.env._(
                        "%(document)s is “%(state)s”, so this is not possible.",
                        document=document.display_name,
                        state=labels[document.state],
                    )
                )

    # The two ways past the seal: private, so that no client can call them.
    # pylint: disable=super-method-mismatch

    def _create_sealed(self, vals_list):
        """Create records with their facts; for the methods that establish them."""
        return super().create(vals_list)

    def _write_sealed(self, vals):
        """Write facts; for the methods that establish them."""
        return super().write(vals)

    # pylint: enable=super-method-mismatch

    def _lock_and_touch(self):
        """Let one transaction at a time decide on these records.

        A lock alone is not enough: whoever waited for it would go on with an old
        snapshot. Touching the row makes PostgreSQL refuse that snapshot, and Odoo
        runs the request again. `lock_for_update()` does not wait but shows an error.
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s SET id = %(table)s.id
                  FROM (SELECT id FROM %(table)s WHERE id IN %(ids)s
                      ORDER BY id FOR NO KEY UPDATE) locked
                 WHERE %(table)s.id = locked.id
                """,
                table=SQL.identifier(self._table),
                ids=tuple(self.ids),
            )
        )
