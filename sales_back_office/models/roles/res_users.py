from odoo import models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_back_office_role(self, *roles):
        """Refuse unless the user holds one of the roles.

        Rights are checked in the method, so that RPC meets the same rule as a button;
        superuser mode makes no difference, the person counts.

        :param str roles: names after ``sales_back_office.group_``
        :raise AccessError: naming the roles that could do it
        """
        self.ensure_one()
        groups = [f"sales_back_office.group_{role}" for role in roles]
        if any(self.has_group(group) for group in groups):
            return
        names = [self.env.ref(group).sudo().name for group in groups]
        raise AccessError(
            self.env._(
                "This needs the role %(roles)s. Ask a colleague who has it, or ask your"
                " administrator to give it to %(user)s.",
                roles=self.env._(" or ").join(names),
                user=self.name,
            )
        )

    def _get_back_office_users(self, role, company):
        """Active users of a company who hold a role.

        :param role: name after ``sales_back_office.group_``
        """
        group = self.env.ref(f"sales_back_office.group_{role}")
        return self.search(
            [("all_group_ids", "in", group.ids), ("company_ids", "in", company.ids)]
        )
