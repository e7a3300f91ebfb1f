/** Columns written by the generator, per table, in the order foreign keys allow them to be loaded. */
export const tables = {
  "core.customers":
    "customer_id customer_no last_name first_name patronymic sex birth_date pin marital_status mobile_phone email lang photo photo_mime photo_taken_at reg_source registered_at updated_at human_only",
  "core.id_documents":
    "doc_id cust_id doc_type doc_no issued_by issue_date valid_until scan_front scan_back scan_mime uploaded_at verified_by",
  "core.address": "addr_id region district settlement street house flat postal_code created_at",
  "core.customer_addresses": "customer_id addr_id kind valid_from valid_to",
  "core.contact_persons": "id customer_id full_name relation phone linked_customer_id added_at",
  "core.employment": "id customer_id employer job_title employer_phone since until",
  "core.incomes": "income_id customer_id income_kind amount day_of_month declared_at",
  "core.expenses": "customer_id line_no expense_kind amount declared_at",
  "core.other_loans": "id customer_id lender_name balance monthly_payment source recorded_at",
  "core.bank_accounts": "account_id customer_id bank_name bic account_no added_at",
  "core.e_wallets": "wallet_id cust_id provider wallet_no added_at",
  "core.payment_cards": "card_id cust_id card_number holder_name expires_on added_at",
  "core.loan_applications":
    "app_id customer_id submitted_at amount_requested term_months channel questionnaire status decided_at",
  "risk.scoring_decisions":
    "decision_id app_id customer_id automated outcome score reasons model decided_by decided_at",
  "core.bureau_requests": "req_id client_id app_id bureau purpose sent_at",
  "core.bureau_answers": 'req_id received_at bureau_score active_loans "rawAnswer"',
  "core.offers":
    "offer_no customer_id app_id offer_text sent_at signed_at signature_method signature_evidence",
  "core.loans":
    "loan_no customer_id app_id offer_no payout_account_id principal rate_pct term_months status opened_on closed_on balance written_off_on assigned_on assigned_to refinanced_from",
  "core.pledges": 'pledge_id loan_no kind description appraised_value "StorageCell" taken_at returned_at',
  "core.instalments": "loan_no n due_on principal_part interest_part amount_due",
  "core.payments": "payment_id loan_no n amount paid_at method payer_account reversed_at reversal_reason",
  "core.collection_events": "event_id loan_no customer_id happened_at kind phone_called result note agent",
  "core.marketing_subscriptions": "id customer_id channel third_party partner consented_at unsubscribed_at",
  "core.consent_marks": "customer_id purpose operations method policy_edition given_at",
  "core.processing_flags": "customer_id purpose operation allowed changed_at reason",
  "web.site_sessions":
    "session_id user_id started_at last_seen_at ip cookie browser user_agent provider_domain",
  "web.page_requests": "request_id session_id user_id requested_at page_address http_status",
} as const

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text

export type Table = keyof typeof tables
export type Column<T extends Table> = Words<(typeof tables)[T]>

/** Tables whose first column is a generated identity; the load moves their sequences on. */
export const identities = [
  "core.customers",
  "core.id_documents",
  "core.address",
  "core.contact_persons",
  "core.employment",
  "core.incomes",
  "core.other_loans",
  "core.bank_accounts",
  "core.e_wallets",
  "core.payment_cards",
  "core.loan_applications",
  "core.bureau_requests",
  "core.pledges",
  "core.payments",
  "core.collection_events",
  "core.marketing_subscriptions",
  "web.page_requests",
] as const satisfies readonly Table[]

export type Identity = (typeof identities)[number]

/** The columns of a table in COPY order. */
export function columnsOf(table: Table): string[] {
  return tables[table].split(" ")
}

/** Every table in load order. */
export function loadOrder(): Table[] {
  return Object.keys(tables).filter((name): name is Table => name in tables)
}
