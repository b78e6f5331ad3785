"""The bin: documents that were thrown away, until somebody takes them out or throws them away for good."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import orjson

from tuiledger.sandbox.clouds.exchange import JSON, Reply
from tuiledger.sandbox.clouds.fattureincloud.call import Call
from tuiledger.sandbox.clouds.fattureincloud.errors import not_found
from tuiledger.sandbox.clouds.fattureincloud.issued import require
from tuiledger.sandbox.clouds.fattureincloud.kinds import ISSUED_SCOPES
from tuiledger.sandbox.clouds.fattureincloud.rows import Row, Shelf


class Bin(NamedTuple):
    """The bin of one shelf: ``issued`` or ``received``."""

    shelf: str

    def page(self, call: Call) -> Reply:
        """Everything in it that the asker may see."""
        self._require(call, None, "r")
        rows = self._kept(call).bin.values()
        return Reply(200, JSON, b'{"data":[' + b",".join(orjson.dumps(row.data) for row in rows) + b"]}")

    def get(self, call: Call) -> Reply:
        """One document in it."""
        return Reply(200, JSON, b'{"data":' + orjson.dumps(self._row(call, "r").data) + b"}")

    def recover(self, call: Call) -> Reply:
        """Take a document out."""
        row = self._row(call, "a")
        row.data = {name: value for name, value in row.data.items() if name != "deleted_at"}
        row.changed({"updated_at": call.around.clock.stamp()})
        call.shelf(self.shelf).recover(call.id)
        call.changed("recover", self.shelf, call.id)
        return Reply(200)

    def delete(self, call: Call) -> Reply:
        """Throw a document away for good."""
        self._row(call, "a")
        del call.shelf(self.shelf).bin[call.id]
        call.changed("destroy", self.shelf, call.id)
        return Reply(200)

    def _row(self, call: Call, access: str) -> Row:
        row = self._kept(call).bin.get(call.id)
        if row is None:
            raise not_found()
        self._require(call, row, access)
        return row

    def _kept(self, call: Call) -> Shelf:
        """The shelf, once what lay in its bin too long is gone."""
        shelf = call.shelf(self.shelf)
        if call.switches.bin_days:
            oldest = call.around.clock.now() - datetime.timedelta(days=call.switches.bin_days)
            for number, row in list(shelf.bin.items()):
                if row.data.get("deleted_at", "") < f"{oldest:%Y-%m-%d %H:%M:%S}":
                    del shelf.bin[number]
        return shelf

    def _require(self, call: Call, row: Row | None, access: str) -> None:
        if self.shelf == "received":
            call.require("received_documents", access)
        else:
            require(call, row.data["type"] if row else next(iter(ISSUED_SCOPES)), access)
