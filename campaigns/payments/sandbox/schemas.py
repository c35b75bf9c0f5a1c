"""What each operation takes: the part of Stripe's parameters that the sandbox acts on.

Names follow `stripe.params` of stripe-python; a test compares them. What is not here is refused,
as Stripe refuses what it does not know, so that a gateway cannot rely on something untried.
"""

from .params import (
    Boolean,
    Choice,
    Email,
    InstantOrRange,
    Integer,
    Kind,
    List,
    Metadata,
    Object,
    Text,
    Url,
)

CURRENCY = Choice(("eur",))
LOCALES = ("auto", "en", "en-GB", "it")
PAYMENT_METHODS = (
    "amazon_pay",
    "card",
    "customer_balance",
    "klarna",
    "link",
    "paypal",
    "revolut_pay",
    "satispay",
    "scalapay",
    "sepa_debit",
)
EXPAND = List(Text(200), max_length=20)
RETRIEVE = Object({"expand": EXPAND})
MESSAGE = Object({"message": Text(1200)}, required=("message",))
ENABLED = Object({"enabled": Boolean()}, required=("enabled",))

PRODUCT = Object(
    {
        "name": Text(250),
        "description": Text(1000),
        "images": List(Url(), max_length=8),
        "metadata": Metadata(),
    },
    required=("name",),
)
PRICE = Object(
    {
        "currency": CURRENCY,
        "unit_amount": Integer(),
        "product_data": PRODUCT,
        "tax_behavior": Choice(("exclusive", "inclusive", "unspecified")),
    },
    required=("currency", "unit_amount", "product_data"),
)
LINE_ITEM = Object(
    {"price_data": PRICE, "quantity": Integer(minimum=1, maximum=1_000_000)},
    required=("price_data", "quantity"),
)
PAYMENT_INTENT_DATA = Object(
    {
        "capture_method": Choice(("automatic", "automatic_async")),
        "description": Text(1000),
        "metadata": Metadata(),
        "receipt_email": Email(),
        "statement_descriptor_suffix": Text(22),
    }
)
CREATE_SESSION = Object(
    {
        "adaptive_pricing": ENABLED,
        "allowed_payment_method_types": List(Choice(PAYMENT_METHODS)),
        "billing_address_collection": Choice(("auto", "required")),
        "cancel_url": Url(),
        "client_reference_id": Text(200),
        "currency": CURRENCY,
        "custom_text": Object({"after_submit": MESSAGE, "submit": MESSAGE}),
        "customer_creation": Choice(("always", "if_required")),
        "customer_email": Email(),
        "excluded_payment_method_types": List(Choice(PAYMENT_METHODS)),
        "expand": EXPAND,
        "expires_at": Integer(),
        "integration_identifier": Text(200),
        "line_items": List(LINE_ITEM),
        "locale": Choice(LOCALES),
        "metadata": Metadata(),
        "mode": Choice(("payment",)),
        "origin_context": Choice(("mobile_app", "web")),
        "payment_intent_data": PAYMENT_INTENT_DATA,
        "phone_number_collection": ENABLED,
        "submit_type": Choice(("auto", "book", "donate", "pay")),
        "success_url": Url(),
        "ui_mode": Choice(("hosted_page",)),
    },
    required=("mode", "line_items", "success_url"),
    hints={"payment_method_types": "allowed_payment_method_types"},
)
CREATE_REFUND = Object(
    {
        "amount": Integer(minimum=1),
        "charge": Text(100),
        "expand": EXPAND,
        "metadata": Metadata(),
        "payment_intent": Text(100),
        "reason": Choice(("duplicate", "fraudulent", "requested_by_customer")),
    }
)


def _list_of(**filters: Kind) -> Object:
    common: dict[str, Kind] = {
        "created": InstantOrRange(),
        "ending_before": Text(100),
        "expand": EXPAND,
        "limit": Integer(minimum=1, maximum=100),
        "starting_after": Text(100),
    }
    return Object(common | filters)


LIST_SESSIONS = _list_of(payment_intent=Text(100), status=Choice(("complete", "expired", "open")))
LIST_PAYMENT_INTENTS = _list_of()
LIST_CHARGES = _list_of(payment_intent=Text(100))
LIST_REFUNDS = _list_of(payment_intent=Text(100), charge=Text(100))
LIST_DISPUTES = _list_of(payment_intent=Text(100), charge=Text(100))
LIST_EVENTS = _list_of(
    type=Text(100), types=List(Text(100), max_length=20), delivery_success=Boolean()
)
LIST_BALANCE_TRANSACTIONS = _list_of(
    currency=CURRENCY, payout=Text(100), source=Text(100), type=Text(100)
)
