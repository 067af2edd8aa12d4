from odoo import models
from odoo.tools import SQL

# In kilobytes. What the server has set counts if it is more.
WORK_MEM = 32 * 1024


class LargeQueryMixin(models.AbstractModel):
    """A model whose query goes through the documents of years."""

    _name = "large.query.mixin"
    _description = "Query over many documents"

    def _search(self, *args, **kwargs):
        """Override of `base`: PostgreSQL does not compile such a query, which takes
        longer than to run it, and may keep what it adds up in memory, else it sorts all
        documents on disk. That lasts until the transaction ends."""
        self.env.cr.execute(
            SQL(
                """
                SELECT SET_CONFIG('jit', 'off', TRUE),
                       SET_CONFIG('work_mem', GREATEST(%s,
                           PG_SIZE_BYTES(CURRENT_SETTING('work_mem')) / 1024
                       )::TEXT, TRUE)
                """,
                WORK_MEM,
            )
        )
        return super()._search(*args, **kwargs)
