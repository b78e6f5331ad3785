-- The schema of version 0002, as tests/store/refresh_schema.py writes it.

CREATE TABLE act (
    id BIGSERIAL NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    verb TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_act PRIMARY KEY (id)
);

CREATE INDEX ix_act_subject ON act (subject);

CREATE TABLE company (
    id BIGSERIAL NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C" NOT NULL,
    vat_number TEXT COLLATE "C",
    fiscal_code TEXT COLLATE "C",
    chart TEXT COLLATE "C" NOT NULL,
    locked_until TEXT COLLATE "C",
    tolerance BIGINT NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_company PRIMARY KEY (id),
    CONSTRAINT uq_company_code UNIQUE (code)
);

CREATE TABLE connection (
    id BIGSERIAL NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    grant_kind TEXT COLLATE "C" NOT NULL,
    condition TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C",
    base_url TEXT COLLATE "C",
    proved_at TEXT COLLATE "C",
    failed_at TEXT COLLATE "C",
    failure TEXT COLLATE "C",
    expires_at TEXT COLLATE "C",
    secret_name TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_connection PRIMARY KEY (id),
    CONSTRAINT ck_connection_grant_kind CHECK (grant_kind = 'token' OR grant_kind = 'code' OR grant_kind = 'device'),
    CONSTRAINT ck_connection_condition CHECK (condition = 'unproved' OR condition = 'proved' OR condition = 'needs-reconnect' OR condition = 'paused'),
    CONSTRAINT uq_connection_name UNIQUE (name)
);

CREATE TABLE lease (
    name TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    until TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name)
);

CREATE TABLE payload (
    sha256 TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT pk_payload PRIMARY KEY (sha256),
    CONSTRAINT ck_payload_sha256 CHECK (length(sha256) = 64)
);

CREATE TABLE quota (
    quota_key TEXT COLLATE "C" NOT NULL,
    window_name TEXT COLLATE "C" NOT NULL,
    most BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    until TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_quota PRIMARY KEY (quota_key, window_name)
);

CREATE TABLE run (
    id BIGSERIAL NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    started_at TEXT COLLATE "C" NOT NULL,
    finished_at TEXT COLLATE "C",
    files BIGINT NOT NULL,
    created BIGINT NOT NULL,
    already_known BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    CONSTRAINT pk_run PRIMARY KEY (id)
);

CREATE TABLE account (
    company_id BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    account_group TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C",
    deductible BIGINT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (company_id, code),
    CONSTRAINT ck_account_deductible CHECK (deductible BETWEEN 0 AND 10000),
    CONSTRAINT fk_account_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE TABLE activity (
    company_id BIGINT NOT NULL,
    open_pairs BIGINT NOT NULL,
    last_import TEXT COLLATE "C",
    last_posting TEXT COLLATE "C",
    CONSTRAINT pk_activity PRIMARY KEY (company_id),
    CONSTRAINT ck_activity_open_pairs CHECK (open_pairs >= 0),
    CONSTRAINT fk_activity_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE TABLE batch (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (id),
    CONSTRAINT fk_batch_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE TABLE checkpoint (
    connection_id BIGINT NOT NULL,
    remote_company TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    changed TEXT COLLATE "C",
    by_change BIGINT,
    swept_at TEXT COLLATE "C",
    CONSTRAINT pk_checkpoint PRIMARY KEY (connection_id, remote_company, kind),
    CONSTRAINT fk_checkpoint_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE TABLE event (
    id BIGSERIAL NOT NULL,
    run_id BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    company_id BIGINT,
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT fk_event_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_event_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE INDEX ix_event_run_id_id ON event (run_id, id);

CREATE TABLE exchange (
    id BIGSERIAL NOT NULL,
    run_id BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    status BIGINT,
    milliseconds BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    error TEXT COLLATE "C",
    detail BYTEA NOT NULL,
    CONSTRAINT pk_exchange PRIMARY KEY (id),
    CONSTRAINT fk_exchange_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
);

CREATE INDEX ix_exchange_run_id_id ON exchange (run_id, id);

CREATE TABLE intermediary (
    id BIGSERIAL NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    vat_number TEXT COLLATE "C",
    fiscal_code TEXT COLLATE "C",
    connection_id BIGINT,
    created_at TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_intermediary PRIMARY KEY (id),
    CONSTRAINT uq_intermediary_code UNIQUE (code),
    CONSTRAINT fk_intermediary_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE TABLE link (
    connection_id BIGINT NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    remote_name TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    company_id BIGINT,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (connection_id, remote_id),
    CONSTRAINT ck_link_state CHECK (state = 'linked' OR state = 'ignored'),
    CONSTRAINT ck_link_linked CHECK ((state = 'linked') = (company_id IS NOT NULL)),
    CONSTRAINT fk_link_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_link_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE INDEX ix_link_company_id ON link (company_id);

CREATE TABLE message (
    id BIGSERIAL NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    sdi_id TEXT COLLATE "C",
    file_name TEXT COLLATE "C",
    file_sha256 TEXT COLLATE "C",
    position BIGINT,
    outcome TEXT COLLATE "C",
    received_at TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    payload_sha256 TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    codes TEXT COLLATE "C" NOT NULL,
    stem TEXT COLLATE "C",
    named BIGINT NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT fk_message_payload_sha256 FOREIGN KEY(payload_sha256) REFERENCES payload (sha256),
    CONSTRAINT uq_message_payload_sha256 UNIQUE (payload_sha256)
);

CREATE INDEX ix_message_file_sha256 ON message (file_sha256);

CREATE INDEX ix_message_stem ON message (stem);

CREATE TABLE outcome (
    run_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C",
    outcome TEXT COLLATE "C" NOT NULL,
    documents TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C",
    message TEXT COLLATE "C",
    fields TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_outcome PRIMARY KEY (run_id, position),
    CONSTRAINT ck_outcome_outcome CHECK (outcome = 'created' OR outcome = 'already_known' OR outcome = 'refused'),
    CONSTRAINT fk_outcome_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
);

CREATE TABLE party (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    party_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C",
    vat_number TEXT COLLATE "C",
    fiscal_code TEXT COLLATE "C",
    CONSTRAINT pk_party PRIMARY KEY (id),
    CONSTRAINT uq_party_party_key_company_id UNIQUE (party_key, company_id),
    CONSTRAINT fk_party_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE INDEX ix_party_company_id_name_key_id ON party (company_id, name_key, id);

CREATE TABLE pull (
    run_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    started_by TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    fetched BIGINT NOT NULL,
    "new" BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    resumes_at TEXT COLLATE "C",
    code TEXT COLLATE "C",
    message TEXT COLLATE "C",
    fields TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_pull PRIMARY KEY (run_id),
    CONSTRAINT ck_pull_state CHECK (state = 'running' OR state = 'done' OR state = 'paused' OR state = 'stopped' OR state = 'failed'),
    CONSTRAINT fk_pull_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pull_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE INDEX ix_pull_connection_id_run_id ON pull (connection_id, run_id);

CREATE TABLE remote_company (
    connection_id BIGINT NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    vat_number TEXT COLLATE "C",
    fiscal_code TEXT COLLATE "C",
    accountant BIGINT NOT NULL,
    plan TEXT COLLATE "C",
    licence_until TEXT COLLATE "C",
    active BIGINT NOT NULL,
    seen_at TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_remote_company PRIMARY KEY (connection_id, remote_id),
    CONSTRAINT fk_remote_company_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE TABLE schedule (
    connection_id BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    next_at TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    CONSTRAINT pk_schedule PRIMARY KEY (connection_id),
    CONSTRAINT ck_schedule_minutes CHECK (minutes > 0),
    CONSTRAINT fk_schedule_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE TABLE sequence (
    company_id BIGINT NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    head TEXT COLLATE "C",
    CONSTRAINT pk_sequence PRIMARY KEY (company_id, scope, year),
    CONSTRAINT fk_sequence_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE TABLE tally (
    company_id BIGINT NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    documents BIGINT NOT NULL,
    CONSTRAINT pk_tally PRIMARY KEY (company_id, direction, state),
    CONSTRAINT ck_tally_documents CHECK (documents >= 0),
    CONSTRAINT fk_tally_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE TABLE document (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    type_code TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    total BIGINT NOT NULL,
    party_id BIGINT,
    party_name TEXT COLLATE "C" NOT NULL,
    search TEXT COLLATE "C" NOT NULL,
    findings BIGINT NOT NULL,
    received_on TEXT COLLATE "C",
    entry_id BIGINT,
    hold_code TEXT COLLATE "C",
    hold BYTEA,
    business_key TEXT COLLATE "C" NOT NULL,
    canonical_sha256 TEXT COLLATE "C" NOT NULL,
    payload_sha256 TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT ck_document_direction CHECK (direction = 'issued' OR direction = 'received'),
    CONSTRAINT ck_document_state CHECK (state = 'ready' OR state = 'held' OR state = 'posted' OR state = 'void' OR state = 'filed'),
    CONSTRAINT ck_document_posted CHECK ((state = 'posted') = (entry_id IS NOT NULL)),
    CONSTRAINT ck_document_held CHECK ((state <> 'held' OR hold_code IS NOT NULL) AND (state NOT IN ('ready', 'filed') OR hold_code IS NULL)),
    CONSTRAINT ck_document_date CHECK (length(date) = 10),
    CONSTRAINT fk_document_payload_sha256 FOREIGN KEY(payload_sha256) REFERENCES payload (sha256),
    CONSTRAINT uq_document_identity UNIQUE (canonical_sha256, payload_sha256, company_id, direction),
    CONSTRAINT fk_document_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_party_id FOREIGN KEY(party_id) REFERENCES party (id) ON DELETE RESTRICT
);

CREATE INDEX ix_document_business_key ON document (business_key);

CREATE INDEX ix_document_company ON document (company_id, date, id);

CREATE INDEX ix_document_day ON document (date, id);

CREATE INDEX ix_document_party ON document (party_id, date, id);

CREATE INDEX ix_document_state ON document (company_id, state, date, id);

CREATE TABLE content (
    document_id BIGINT NOT NULL,
    summary BYTEA NOT NULL,
    detail BYTEA NOT NULL,
    CONSTRAINT pk_content PRIMARY KEY (document_id),
    CONSTRAINT fk_content_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
);

CREATE TABLE decision (
    document_id BIGINT NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    hold_code TEXT COLLATE "C",
    CONSTRAINT pk_decision PRIMARY KEY (document_id, decision),
    CONSTRAINT fk_decision_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
);

CREATE TABLE entry (
    id BIGSERIAL NOT NULL,
    company_id BIGINT NOT NULL,
    journal TEXT COLLATE "C" NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    document_date TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    protocols TEXT COLLATE "C" NOT NULL,
    document_id BIGINT,
    reverses_id BIGINT,
    batch_id BIGINT,
    idempotency_key TEXT COLLATE "C" NOT NULL,
    posted_at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    previous_hash TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    notes BYTEA,
    CONSTRAINT pk_entry PRIMARY KEY (id),
    CONSTRAINT ck_entry_number CHECK (number > 0),
    CONSTRAINT ck_entry_date CHECK (length(date) = 10),
    CONSTRAINT uq_entry_company_id_journal_year_number UNIQUE (company_id, journal, year, number),
    CONSTRAINT uq_entry_company_id_idempotency_key UNIQUE (company_id, idempotency_key),
    CONSTRAINT fk_entry_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES entry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id) ON DELETE RESTRICT
);

CREATE INDEX ix_entry_batch ON entry (batch_id) WHERE batch_id IS NOT NULL;

CREATE INDEX ix_entry_company ON entry (company_id, date, id);

CREATE INDEX ix_entry_day ON entry (date, id);

CREATE INDEX ix_entry_document ON entry (document_id);

CREATE UNIQUE INDEX uq_entry_reverses_id ON entry (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE pair (
    id BIGSERIAL NOT NULL,
    left_id BIGINT NOT NULL,
    right_id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    band TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    CONSTRAINT pk_pair PRIMARY KEY (id),
    CONSTRAINT ck_pair_band CHECK (band = 'exact' OR band = 'likely' OR band = 'possible'),
    CONSTRAINT ck_pair_state CHECK (state = 'open' OR state = 'same' OR state = 'different' OR state = 'lapsed'),
    CONSTRAINT uq_pair_left_id_right_id UNIQUE (left_id, right_id),
    CONSTRAINT fk_pair_left_id FOREIGN KEY(left_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pair_right_id FOREIGN KEY(right_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pair_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
);

CREATE INDEX ix_pair_company_id_state ON pair (company_id, state);

CREATE INDEX ix_pair_right_id ON pair (right_id);

CREATE TABLE remote_document (
    connection_id BIGINT NOT NULL,
    remote_company TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    payload_sha256 TEXT COLLATE "C" NOT NULL,
    document_id BIGINT,
    taken_sha256 TEXT COLLATE "C",
    updated_at TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    seen_run BIGINT NOT NULL,
    differs TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_remote_document PRIMARY KEY (connection_id, remote_company, kind, remote_id),
    CONSTRAINT ck_remote_document_state CHECK (state = 'current' OR state = 'changed' OR state = 'gone' OR state = 'refused'),
    CONSTRAINT fk_remote_document_payload_sha256 FOREIGN KEY(payload_sha256) REFERENCES payload (sha256),
    CONSTRAINT fk_remote_document_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_remote_document_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
);

CREATE INDEX ix_remote_document_document_id ON remote_document (document_id);

CREATE TABLE remote_version (
    document_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    remote_company TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_remote_version PRIMARY KEY (document_id, connection_id),
    CONSTRAINT fk_remote_version_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_remote_version_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
);

CREATE INDEX ix_remote_version_connection_id_remote_company_kind_remote_id ON remote_version (connection_id, remote_company, kind, remote_id);

CREATE TABLE source (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    stem TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    file_sha256 TEXT COLLATE "C" NOT NULL,
    payload_sha256 TEXT COLLATE "C" NOT NULL,
    canonical_sha256 TEXT COLLATE "C" NOT NULL,
    received_at TEXT COLLATE "C" NOT NULL,
    layers TEXT COLLATE "C" NOT NULL,
    signer TEXT COLLATE "C",
    signature TEXT COLLATE "C",
    run_id BIGINT,
    complete BIGINT NOT NULL,
    transmission TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT uq_source_place UNIQUE (document_id, position, file_sha256, ref, member),
    CONSTRAINT fk_source_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_source_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
);

CREATE INDEX ix_source_file_sha256 ON source (file_sha256);

CREATE INDEX ix_source_stem ON source (stem);

CREATE TABLE trouble (
    id BIGSERIAL NOT NULL,
    connection_id BIGINT NOT NULL,
    remote_company TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    first_at TEXT COLLATE "C" NOT NULL,
    last_at TEXT COLLATE "C" NOT NULL,
    times BIGINT NOT NULL,
    run_id BIGINT,
    document_id BIGINT,
    payload_sha256 TEXT COLLATE "C",
    solved_at TEXT COLLATE "C",
    CONSTRAINT pk_trouble PRIMARY KEY (id),
    CONSTRAINT uq_trouble_about UNIQUE (connection_id, remote_company, kind, remote_id, code),
    CONSTRAINT fk_trouble_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_trouble_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_trouble_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
);

CREATE INDEX ix_trouble_document_id ON trouble (document_id);

CREATE TABLE entry_line (
    company_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    party_id BIGINT,
    CONSTRAINT pk_entry_line PRIMARY KEY (company_id, entry_id, position),
    CONSTRAINT fk_entry_line_account FOREIGN KEY(company_id, account) REFERENCES account (company_id, code),
    CONSTRAINT fk_entry_line_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_line_party_id FOREIGN KEY(party_id) REFERENCES party (id) ON DELETE RESTRICT
);

CREATE TABLE register_row (
    entry_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    vat_register TEXT COLLATE "C" NOT NULL,
    series TEXT COLLATE "C" NOT NULL,
    year BIGINT NOT NULL,
    protocol BIGINT NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_register_row PRIMARY KEY (entry_id, position),
    CONSTRAINT ck_register_row_protocol CHECK (protocol > 0),
    CONSTRAINT uq_register_row_company_id_vat_register_series_year_protocol UNIQUE (company_id, vat_register, series, year, protocol),
    CONSTRAINT fk_register_row_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE RESTRICT
);

CREATE TABLE vat_row (
    entry_id BIGINT NOT NULL,
    register_position BIGINT NOT NULL,
    position BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    nature TEXT COLLATE "C",
    taxable BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    exigibility TEXT COLLATE "C" NOT NULL,
    non_deductible BIGINT NOT NULL,
    CONSTRAINT pk_vat_row PRIMARY KEY (entry_id, register_position, position),
    CONSTRAINT fk_vat_row_register_row FOREIGN KEY(entry_id, register_position) REFERENCES register_row (entry_id, position)
);

CREATE FUNCTION tuiledger_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$;

CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER entry_kept BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER entry_not_emptied BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER entry_line_unchanged BEFORE UPDATE ON entry_line FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER entry_line_kept BEFORE DELETE ON entry_line FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER entry_line_not_emptied BEFORE TRUNCATE ON entry_line FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER register_row_unchanged BEFORE UPDATE ON register_row FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER register_row_kept BEFORE DELETE ON register_row FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER register_row_not_emptied BEFORE TRUNCATE ON register_row FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER vat_row_unchanged BEFORE UPDATE ON vat_row FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER vat_row_kept BEFORE DELETE ON vat_row FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER vat_row_not_emptied BEFORE TRUNCATE ON vat_row FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER act_unchanged BEFORE UPDATE ON act FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER act_kept BEFORE DELETE ON act FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER act_not_emptied BEFORE TRUNCATE ON act FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER content_unchanged BEFORE UPDATE ON content FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER content_kept BEFORE DELETE ON content FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER content_not_emptied BEFORE TRUNCATE ON content FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER payload_unchanged BEFORE UPDATE ON payload FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER payload_kept BEFORE DELETE ON payload FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER payload_not_emptied BEFORE TRUNCATE ON payload FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER source_unchanged BEFORE UPDATE ON source FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER source_kept BEFORE DELETE ON source FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER source_not_emptied BEFORE TRUNCATE ON source FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER outcome_unchanged BEFORE UPDATE ON outcome FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER outcome_kept BEFORE DELETE ON outcome FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER outcome_not_emptied BEFORE TRUNCATE ON outcome FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER document_unchanged BEFORE UPDATE OF id, company_id, direction, kind, type_code, number, date, currency, total, business_key, canonical_sha256, payload_sha256 ON document FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER document_kept BEFORE DELETE ON document FOR EACH ROW EXECUTE FUNCTION tuiledger_unchanged();

CREATE TRIGGER document_not_emptied BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION tuiledger_unchanged();
