-- The schema of version 0002, as tests/store/refresh_schema.py writes it.

CREATE TABLE act (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT pk_act PRIMARY KEY (id)
)
 STRICT;

CREATE INDEX ix_act_subject ON act (subject);

CREATE TABLE company (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    vat_number TEXT,
    fiscal_code TEXT,
    chart TEXT NOT NULL,
    locked_until TEXT,
    tolerance INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_company PRIMARY KEY (id),
    CONSTRAINT uq_company_code UNIQUE (code)
)
 STRICT;

CREATE TABLE connection (
    id INTEGER NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    grant_kind TEXT NOT NULL,
    condition TEXT NOT NULL,
    account TEXT NOT NULL,
    scopes TEXT NOT NULL,
    client_id TEXT,
    base_url TEXT,
    proved_at TEXT,
    failed_at TEXT,
    failure TEXT,
    expires_at TEXT,
    secret_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_connection PRIMARY KEY (id),
    CONSTRAINT ck_connection_grant_kind CHECK (grant_kind = 'token' OR grant_kind = 'code' OR grant_kind = 'device'),
    CONSTRAINT ck_connection_condition CHECK (condition = 'unproved' OR condition = 'proved' OR condition = 'needs-reconnect' OR condition = 'paused'),
    CONSTRAINT uq_connection_name UNIQUE (name)
)
 STRICT;

CREATE TABLE lease (
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    until TEXT NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE payload (
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_payload PRIMARY KEY (sha256),
    CONSTRAINT ck_payload_sha256 CHECK (length(sha256) = 64)
)
 STRICT;

CREATE TABLE quota (
    quota_key TEXT NOT NULL,
    window_name TEXT NOT NULL,
    most INTEGER NOT NULL,
    remaining INTEGER NOT NULL,
    until TEXT NOT NULL,
    CONSTRAINT pk_quota PRIMARY KEY (quota_key, window_name)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE run (
    id INTEGER NOT NULL,
    what TEXT NOT NULL,
    actor TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    files INTEGER NOT NULL,
    created INTEGER NOT NULL,
    already_known INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    CONSTRAINT pk_run PRIMARY KEY (id)
)
 STRICT;

CREATE TABLE account (
    company_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_group TEXT NOT NULL,
    role TEXT,
    deductible INTEGER NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (company_id, code),
    CONSTRAINT ck_account_deductible CHECK (deductible BETWEEN 0 AND 10000),
    CONSTRAINT fk_account_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE activity (
    company_id INTEGER NOT NULL,
    open_pairs INTEGER NOT NULL,
    last_import TEXT,
    last_posting TEXT,
    CONSTRAINT pk_activity PRIMARY KEY (company_id),
    CONSTRAINT ck_activity_open_pairs CHECK (open_pairs >= 0),
    CONSTRAINT fk_activity_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 STRICT;

CREATE TABLE batch (
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (id),
    CONSTRAINT fk_batch_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 STRICT;

CREATE TABLE checkpoint (
    connection_id INTEGER NOT NULL,
    remote_company TEXT NOT NULL,
    kind TEXT NOT NULL,
    changed TEXT,
    by_change INTEGER,
    swept_at TEXT,
    CONSTRAINT pk_checkpoint PRIMARY KEY (connection_id, remote_company, kind),
    CONSTRAINT fk_checkpoint_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE event (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    fields TEXT NOT NULL,
    company_id INTEGER,
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT fk_event_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_event_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_event_run_id_id ON event (run_id, id);

CREATE TABLE exchange (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    status INTEGER,
    milliseconds INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    error TEXT,
    detail BLOB NOT NULL,
    CONSTRAINT pk_exchange PRIMARY KEY (id),
    CONSTRAINT fk_exchange_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_exchange_run_id_id ON exchange (run_id, id);

CREATE TABLE intermediary (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    vat_number TEXT,
    fiscal_code TEXT,
    connection_id INTEGER,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_intermediary PRIMARY KEY (id),
    CONSTRAINT uq_intermediary_code UNIQUE (code),
    CONSTRAINT fk_intermediary_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 STRICT;

CREATE TABLE link (
    connection_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    remote_name TEXT NOT NULL,
    state TEXT NOT NULL,
    company_id INTEGER,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (connection_id, remote_id),
    CONSTRAINT ck_link_state CHECK (state = 'linked' OR state = 'ignored'),
    CONSTRAINT ck_link_linked CHECK ((state = 'linked') = (company_id IS NOT NULL)),
    CONSTRAINT fk_link_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_link_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_link_company_id ON link (company_id);

CREATE TABLE message (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sdi_id TEXT,
    file_name TEXT,
    file_sha256 TEXT,
    position INTEGER,
    outcome TEXT,
    received_at TEXT,
    text TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    ref TEXT NOT NULL,
    codes TEXT NOT NULL,
    stem TEXT,
    named INTEGER NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (id),
    CONSTRAINT fk_message_payload_sha256 FOREIGN KEY(payload_sha256) REFERENCES payload (sha256),
    CONSTRAINT uq_message_payload_sha256 UNIQUE (payload_sha256)
)
 STRICT;

CREATE INDEX ix_message_file_sha256 ON message (file_sha256);

CREATE INDEX ix_message_stem ON message (stem);

CREATE TABLE outcome (
    run_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    member TEXT,
    outcome TEXT NOT NULL,
    documents TEXT NOT NULL,
    code TEXT,
    message TEXT,
    fields TEXT NOT NULL,
    CONSTRAINT pk_outcome PRIMARY KEY (run_id, position),
    CONSTRAINT ck_outcome_outcome CHECK (outcome = 'created' OR outcome = 'already_known' OR outcome = 'refused'),
    CONSTRAINT fk_outcome_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE party (
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    party_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    country TEXT,
    vat_number TEXT,
    fiscal_code TEXT,
    CONSTRAINT pk_party PRIMARY KEY (id),
    CONSTRAINT uq_party_party_key_company_id UNIQUE (party_key, company_id),
    CONSTRAINT fk_party_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_party_company_id_name_key_id ON party (company_id, name_key, id);

CREATE TABLE pull (
    run_id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    started_by TEXT NOT NULL,
    state TEXT NOT NULL,
    fetched INTEGER NOT NULL,
    new INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    resumes_at TEXT,
    code TEXT,
    message TEXT,
    fields TEXT NOT NULL,
    CONSTRAINT pk_pull PRIMARY KEY (run_id),
    CONSTRAINT ck_pull_state CHECK (state = 'running' OR state = 'done' OR state = 'paused' OR state = 'stopped' OR state = 'failed'),
    CONSTRAINT fk_pull_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pull_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_pull_connection_id_run_id ON pull (connection_id, run_id);

CREATE TABLE remote_company (
    connection_id INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL,
    vat_number TEXT,
    fiscal_code TEXT,
    accountant INTEGER NOT NULL,
    "plan" TEXT,
    licence_until TEXT,
    active INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    CONSTRAINT pk_remote_company PRIMARY KEY (connection_id, remote_id),
    CONSTRAINT fk_remote_company_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE schedule (
    connection_id INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    failures INTEGER NOT NULL,
    CONSTRAINT pk_schedule PRIMARY KEY (connection_id),
    CONSTRAINT ck_schedule_minutes CHECK (minutes > 0),
    CONSTRAINT fk_schedule_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 STRICT;

CREATE TABLE sequence (
    company_id INTEGER NOT NULL,
    scope TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    head TEXT,
    CONSTRAINT pk_sequence PRIMARY KEY (company_id, scope, year),
    CONSTRAINT fk_sequence_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE tally (
    company_id INTEGER NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    documents INTEGER NOT NULL,
    CONSTRAINT pk_tally PRIMARY KEY (company_id, direction, state),
    CONSTRAINT ck_tally_documents CHECK (documents >= 0),
    CONSTRAINT fk_tally_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE document (
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    type_code TEXT NOT NULL,
    number TEXT NOT NULL,
    date TEXT NOT NULL,
    currency TEXT NOT NULL,
    total INTEGER NOT NULL,
    party_id INTEGER,
    party_name TEXT NOT NULL,
    search TEXT NOT NULL,
    findings INTEGER NOT NULL,
    received_on TEXT,
    entry_id INTEGER,
    hold_code TEXT,
    hold BLOB,
    business_key TEXT NOT NULL,
    canonical_sha256 TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
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
)
 STRICT;

CREATE INDEX ix_document_business_key ON document (business_key);

CREATE INDEX ix_document_company ON document (company_id, date, id);

CREATE INDEX ix_document_day ON document (date, id);

CREATE INDEX ix_document_party ON document (party_id, date, id);

CREATE INDEX ix_document_state ON document (company_id, state, date, id);

CREATE TABLE content (
    document_id INTEGER NOT NULL,
    summary BLOB NOT NULL,
    detail BLOB NOT NULL,
    CONSTRAINT pk_content PRIMARY KEY (document_id),
    CONSTRAINT fk_content_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
)
 STRICT;

CREATE TABLE decision (
    document_id INTEGER NOT NULL,
    decision TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    hold_code TEXT,
    CONSTRAINT pk_decision PRIMARY KEY (document_id, decision),
    CONSTRAINT fk_decision_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE entry (
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    journal TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    date TEXT NOT NULL,
    document_date TEXT NOT NULL,
    description TEXT NOT NULL,
    amount INTEGER NOT NULL,
    protocols TEXT NOT NULL,
    document_id INTEGER,
    reverses_id INTEGER,
    batch_id INTEGER,
    idempotency_key TEXT NOT NULL,
    posted_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    notes BLOB,
    CONSTRAINT pk_entry PRIMARY KEY (id),
    CONSTRAINT ck_entry_number CHECK (number > 0),
    CONSTRAINT ck_entry_date CHECK (length(date) = 10),
    CONSTRAINT uq_entry_company_id_journal_year_number UNIQUE (company_id, journal, year, number),
    CONSTRAINT uq_entry_company_id_idempotency_key UNIQUE (company_id, idempotency_key),
    CONSTRAINT fk_entry_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES entry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_entry_batch ON entry (batch_id) WHERE batch_id IS NOT NULL;

CREATE INDEX ix_entry_company ON entry (company_id, date, id);

CREATE INDEX ix_entry_day ON entry (date, id);

CREATE INDEX ix_entry_document ON entry (document_id);

CREATE UNIQUE INDEX uq_entry_reverses_id ON entry (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE pair (
    id INTEGER NOT NULL,
    left_id INTEGER NOT NULL,
    right_id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    band TEXT NOT NULL,
    reasons TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    reason TEXT,
    CONSTRAINT pk_pair PRIMARY KEY (id),
    CONSTRAINT ck_pair_band CHECK (band = 'exact' OR band = 'likely' OR band = 'possible'),
    CONSTRAINT ck_pair_state CHECK (state = 'open' OR state = 'same' OR state = 'different' OR state = 'lapsed'),
    CONSTRAINT uq_pair_left_id_right_id UNIQUE (left_id, right_id),
    CONSTRAINT fk_pair_left_id FOREIGN KEY(left_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pair_right_id FOREIGN KEY(right_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_pair_company_id FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_pair_company_id_state ON pair (company_id, state);

CREATE INDEX ix_pair_right_id ON pair (right_id);

CREATE TABLE remote_document (
    connection_id INTEGER NOT NULL,
    remote_company TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    document_id INTEGER,
    taken_sha256 TEXT,
    updated_at TEXT,
    state TEXT NOT NULL,
    seen_run INTEGER NOT NULL,
    differs TEXT NOT NULL,
    CONSTRAINT pk_remote_document PRIMARY KEY (connection_id, remote_company, kind, remote_id),
    CONSTRAINT ck_remote_document_state CHECK (state = 'current' OR state = 'changed' OR state = 'gone' OR state = 'refused'),
    CONSTRAINT fk_remote_document_payload_sha256 FOREIGN KEY(payload_sha256) REFERENCES payload (sha256),
    CONSTRAINT fk_remote_document_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_remote_document_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_remote_document_document_id ON remote_document (document_id);

CREATE TABLE remote_version (
    document_id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    remote_company TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    CONSTRAINT pk_remote_version PRIMARY KEY (document_id, connection_id),
    CONSTRAINT fk_remote_version_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_remote_version_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_remote_version_connection_id_remote_company_kind_remote_id ON remote_version (connection_id, remote_company, kind, remote_id);

CREATE TABLE source (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    member TEXT NOT NULL,
    stem TEXT NOT NULL,
    position INTEGER NOT NULL,
    file_sha256 TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    canonical_sha256 TEXT NOT NULL,
    received_at TEXT NOT NULL,
    layers TEXT NOT NULL,
    signer TEXT,
    signature TEXT,
    run_id INTEGER,
    complete INTEGER NOT NULL,
    transmission TEXT NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT uq_source_place UNIQUE (document_id, position, file_sha256, ref, member),
    CONSTRAINT fk_source_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_source_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_source_file_sha256 ON source (file_sha256);

CREATE INDEX ix_source_stem ON source (stem);

CREATE TABLE trouble (
    id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    remote_company TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    fields TEXT NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    times INTEGER NOT NULL,
    run_id INTEGER,
    document_id INTEGER,
    payload_sha256 TEXT,
    solved_at TEXT,
    CONSTRAINT pk_trouble PRIMARY KEY (id),
    CONSTRAINT uq_trouble_about UNIQUE (connection_id, remote_company, kind, remote_id, code),
    CONSTRAINT fk_trouble_connection_id FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE RESTRICT,
    CONSTRAINT fk_trouble_run_id FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE RESTRICT,
    CONSTRAINT fk_trouble_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE RESTRICT
)
 STRICT;

CREATE INDEX ix_trouble_document_id ON trouble (document_id);

CREATE TABLE entry_line (
    company_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    account TEXT NOT NULL,
    amount INTEGER NOT NULL,
    part TEXT NOT NULL,
    party_id INTEGER,
    CONSTRAINT pk_entry_line PRIMARY KEY (company_id, entry_id, position),
    CONSTRAINT fk_entry_line_account FOREIGN KEY(company_id, account) REFERENCES account (company_id, code),
    CONSTRAINT fk_entry_line_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE RESTRICT,
    CONSTRAINT fk_entry_line_party_id FOREIGN KEY(party_id) REFERENCES party (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE register_row (
    entry_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    vat_register TEXT NOT NULL,
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    protocol INTEGER NOT NULL,
    period TEXT NOT NULL,
    date TEXT NOT NULL,
    CONSTRAINT pk_register_row PRIMARY KEY (entry_id, position),
    CONSTRAINT ck_register_row_protocol CHECK (protocol > 0),
    CONSTRAINT uq_register_row_company_id_vat_register_series_year_protocol UNIQUE (company_id, vat_register, series, year, protocol),
    CONSTRAINT fk_register_row_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id) ON DELETE RESTRICT
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE vat_row (
    entry_id INTEGER NOT NULL,
    register_position INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    nature TEXT,
    taxable INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    exigibility TEXT NOT NULL,
    non_deductible INTEGER NOT NULL,
    CONSTRAINT pk_vat_row PRIMARY KEY (entry_id, register_position, position),
    CONSTRAINT fk_vat_row_register_row FOREIGN KEY(entry_id, register_position) REFERENCES register_row (entry_id, position)
)
 WITHOUT ROWID,
 STRICT;

CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'rows of entry never change'); END;

CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'rows of entry never change'); END;

CREATE TRIGGER entry_line_unchanged BEFORE UPDATE ON entry_line BEGIN SELECT RAISE(ABORT, 'rows of entry_line never change'); END;

CREATE TRIGGER entry_line_kept BEFORE DELETE ON entry_line BEGIN SELECT RAISE(ABORT, 'rows of entry_line never change'); END;

CREATE TRIGGER register_row_unchanged BEFORE UPDATE ON register_row BEGIN SELECT RAISE(ABORT, 'rows of register_row never change'); END;

CREATE TRIGGER register_row_kept BEFORE DELETE ON register_row BEGIN SELECT RAISE(ABORT, 'rows of register_row never change'); END;

CREATE TRIGGER vat_row_unchanged BEFORE UPDATE ON vat_row BEGIN SELECT RAISE(ABORT, 'rows of vat_row never change'); END;

CREATE TRIGGER vat_row_kept BEFORE DELETE ON vat_row BEGIN SELECT RAISE(ABORT, 'rows of vat_row never change'); END;

CREATE TRIGGER act_unchanged BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'rows of act never change'); END;

CREATE TRIGGER act_kept BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'rows of act never change'); END;

CREATE TRIGGER content_unchanged BEFORE UPDATE ON content BEGIN SELECT RAISE(ABORT, 'rows of content never change'); END;

CREATE TRIGGER content_kept BEFORE DELETE ON content BEGIN SELECT RAISE(ABORT, 'rows of content never change'); END;

CREATE TRIGGER payload_unchanged BEFORE UPDATE ON payload BEGIN SELECT RAISE(ABORT, 'rows of payload never change'); END;

CREATE TRIGGER payload_kept BEFORE DELETE ON payload BEGIN SELECT RAISE(ABORT, 'rows of payload never change'); END;

CREATE TRIGGER source_unchanged BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'rows of source never change'); END;

CREATE TRIGGER source_kept BEFORE DELETE ON source BEGIN SELECT RAISE(ABORT, 'rows of source never change'); END;

CREATE TRIGGER outcome_unchanged BEFORE UPDATE ON outcome BEGIN SELECT RAISE(ABORT, 'rows of outcome never change'); END;

CREATE TRIGGER outcome_kept BEFORE DELETE ON outcome BEGIN SELECT RAISE(ABORT, 'rows of outcome never change'); END;

CREATE TRIGGER document_unchanged BEFORE UPDATE OF id, company_id, direction, kind, type_code, number, date, currency, total, business_key, canonical_sha256, payload_sha256 ON document BEGIN SELECT RAISE(ABORT, 'rows of document never change'); END;

CREATE TRIGGER document_kept BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'rows of document never change'); END;
