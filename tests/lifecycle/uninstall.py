"""Uninstall as the Apps menu does."""

env["ir.module.module"].search(
    [("name", "=", "sales_back_office")]
).button_immediate_uninstall()
