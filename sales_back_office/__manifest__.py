{
    "name": "Sales Back Office",
    "summary": "Money in, finance signs, goods leave",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "The Sales Back Office founders",
    "depends": ["sale_stock"],
    # By room, in the order of the architecture; menus last, for they name all actions.
    "data": [
        # roles
        "security/sales_back_office_groups.xml",
        "security/ir.model.access.csv",
        "security/roles_security.xml",
        # gate
        "security/gate_security.xml",
        "data/ir_sequence_data.xml",
        "data/mail_activity_type_data.xml",
        "data/account_payment_term_data.xml",
        "wizard/gate/sale_payment_check_reject_views.xml",
        "wizard/gate/sale_dispatch_release_refuse_views.xml",
        "report/gate/sale_dispatch_release_templates.xml",
        "report/gate/sale_dispatch_release_report.xml",
        "views/gate/account_payment_term_views.xml",
        "views/gate/res_config_settings_views.xml",
        "views/gate/sale_payment_check_views.xml",
        "views/gate/sale_dispatch_release_views.xml",
        "views/gate/sale_order_views.xml",
        "views/gate/stock_picking_views.xml",
        "views/menus.xml",
    ],
    "demo": [
        "demo/roles/res_users_demo.xml",
        "demo/gate/product_demo.xml",
        "demo/gate/res_partner_demo.xml",
        "demo/gate/sale_order_demo.xml",
    ],
    "assets": {
        "web.assets_tests": ["sales_back_office/static/tests/tours/**/*"],
    },
    "application": True,
}
