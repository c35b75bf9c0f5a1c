"""The words of the pages, in Italian and English, and amounts and times as each language writes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LANGUAGES = ("it", "en")
ROME = ZoneInfo("Europe/Rome")
NO_BREAK_SPACE = "\u00a0"

ITALIAN = {
    "language": "Lingua",
    "other_language": "English",
    "notice": "Nessun denaro reale: questa è una pagina di prova.",
    "merchant": "Comune di Milano · Crowdfunding civico",
    "pay_title": "Pagamento",
    "pay_heading": "Completa la donazione",
    "amount": "Importo",
    "email": "Ricevuta a",
    "card": "Carta di prova",
    "card_help": "Non servono dati: il numero della carta è già quello di prova.",
    "pay": "Paga",
    "others": "Prova un altro esito",
    "others_help": "Ogni pulsante fa accadere quello che dice, come con una carta vera.",
    "decline": "Carta rifiutata",
    "decline_help": "La banca dice di no; si può riprovare.",
    "three_d_secure": "Conferma 3-D Secure",
    "three_d_secure_help": "La banca chiede una conferma, in una seconda pagina.",
    "slow_success": "Addebito SEPA che va a buon fine",
    "slow_success_help": "Resta in attesa e poi viene confermato.",
    "slow_failure": "Addebito SEPA che non riesce",
    "slow_failure_help": "Resta in attesa e poi viene respinto.",
    "abandon": "Torna indietro senza pagare",
    "error": "Errore",
    "declined_heading": "La carta è stata rifiutata",
    "declined_text": "Non è stato addebitato nulla. Puoi riprovare o scegliere un’altra carta.",
    "unverified_heading": "La conferma non è riuscita",
    "unverified_text": "Non è stato addebitato nulla. Puoi riprovare.",
    "verify_title": "Conferma 3-D Secure",
    "verify_heading": "La tua banca chiede una conferma",
    "verify_text": "Qui la tua banca ti chiederebbe un codice o l’impronta. Scegli tu come va.",
    "verify_pass": "Conferma riuscita",
    "verify_fail": "Conferma non riuscita",
    "paid_heading": "Questa donazione è già stata pagata",
    "paid_text": "Non serve fare altro: non verrà addebitata due volte.",
    "processing_heading": "Il pagamento è in corso",
    "processing_text": "La banca sta elaborando l’addebito. Non serve fare altro.",
    "failed_heading": "Il pagamento non è riuscito",
    "failed_text": "Non è stato addebitato nulla. Puoi tornare al sito e donare di nuovo.",
    "expired_heading": "Questa pagina di pagamento è scaduta",
    "expired_text": "Non è stato addebitato nulla. Puoi tornare al sito e ricominciare.",
    "missing_heading": "Pagina di pagamento non trovata",
    "missing_text": "L’indirizzo non corrisponde a nessun pagamento di questa prova.",
    "back": "Torna al sito",
    "dashboard_title": "Pagamenti di prova",
    "dashboard_text": "Gli ultimi pagamenti chiesti dal sito, dal più recente.",
    "dashboard_empty": "Non c'è ancora nessun pagamento. Avvia una donazione sul sito.",
    "waiting": "Notifiche in attesa di consegna al sito",
    "created": "Creato",
    "item": "Descrizione",
    "state": "Stato",
    "actions": "Azioni",
    "open_page": "Apri la pagina",
    "settle_success": "Fai riuscire",
    "settle_failure": "Fai fallire",
    "state_open": "Aperto",
    "state_paid": "Pagato",
    "state_processing": "In corso",
    "state_failed": "Non riuscito",
    "state_expired": "Scaduto",
    "state_refunded": "Rimborsato",
    "state_partially_refunded": "Rimborsato in parte",
    "state_disputed": "Contestato",
}

ENGLISH = {
    "language": "Language",
    "other_language": "Italiano",
    "notice": "No real money: this is a test page.",
    "merchant": "Comune di Milano · Civic crowdfunding",
    "pay_title": "Payment",
    "pay_heading": "Complete your donation",
    "amount": "Amount",
    "email": "Receipt to",
    "card": "Test card",
    "card_help": "No details needed: the card number is already a test one.",
    "pay": "Pay",
    "others": "Try another outcome",
    "others_help": "Each button makes happen what it says, as with a real card.",
    "decline": "Card declined",
    "decline_help": "The bank says no; you can try again.",
    "three_d_secure": "3-D Secure check",
    "three_d_secure_help": "The bank asks for a confirmation, on a second page.",
    "slow_success": "SEPA debit that succeeds",
    "slow_success_help": "Stays pending, then is confirmed.",
    "slow_failure": "SEPA debit that fails",
    "slow_failure_help": "Stays pending, then is refused.",
    "abandon": "Go back without paying",
    "error": "Error",
    "declined_heading": "The card was declined",
    "declined_text": "Nothing was charged. You can try again or choose another card.",
    "unverified_heading": "The confirmation did not succeed",
    "unverified_text": "Nothing was charged. You can try again.",
    "verify_title": "3-D Secure check",
    "verify_heading": "Your bank asks for a confirmation",
    "verify_text": "Here your bank would ask for a code or a fingerprint. You choose how it goes.",
    "verify_pass": "Confirmation succeeds",
    "verify_fail": "Confirmation fails",
    "paid_heading": "This donation is already paid",
    "paid_text": "There is nothing more to do: it will not be charged twice.",
    "processing_heading": "The payment is under way",
    "processing_text": "The bank is processing the debit. There is nothing more to do.",
    "failed_heading": "The payment did not succeed",
    "failed_text": "Nothing was charged. You can go back to the site and donate again.",
    "expired_heading": "This payment page has expired",
    "expired_text": "Nothing was charged. You can go back to the site and start again.",
    "missing_heading": "Payment page not found",
    "missing_text": "This address does not belong to any payment of this test.",
    "back": "Back to the site",
    "dashboard_title": "Test payments",
    "dashboard_text": "The latest payments that the site asked for, newest first.",
    "dashboard_empty": "There is no payment yet. Start a donation on the site.",
    "waiting": "Notifications waiting to be delivered to the site",
    "created": "Created",
    "item": "Description",
    "state": "State",
    "actions": "Actions",
    "open_page": "Open the page",
    "settle_success": "Make it succeed",
    "settle_failure": "Make it fail",
    "state_open": "Open",
    "state_paid": "Paid",
    "state_processing": "Under way",
    "state_failed": "Failed",
    "state_expired": "Expired",
    "state_refunded": "Refunded",
    "state_partially_refunded": "Partly refunded",
    "state_disputed": "Disputed",
}

TEXTS = {"it": ITALIAN, "en": ENGLISH}


def money(cents: int, language: str) -> str:
    """`cents` of euro: `1.234,50 €` in Italian, `€1,234.50` in English."""
    english = f"{cents // 100:,}.{cents % 100:02}"
    if language == "en":
        return f"€{english}"
    return english.translate(str.maketrans(",.", ".,")) + NO_BREAK_SPACE + "€"


def instant(epoch: int, language: str) -> str:
    """`epoch` seconds as a time in Rome."""
    local = datetime.fromtimestamp(epoch, UTC).astimezone(ROME)
    return local.strftime("%d/%m/%Y, %H:%M" if language == "it" else "%d %b %Y, %H:%M")
