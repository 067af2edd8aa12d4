import hashlib
import shutil
from pathlib import Path
from uuid import uuid4

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _create_from_file(self, file, **vals):
        """Keep a file, however large it is, without reading it into memory.

        :param file: binary file, open for reading
        :param vals: of the attachment, without its content
        """
        file.seek(0)
        if self._storage() != "file":
            return self.create({**vals, "raw": file.read()})
        checksum = hashlib.file_digest(file, "sha1").hexdigest()
        size = file.tell()
        name = f"{checksum[:2]}/{checksum}"
        # First the record, which keeps the collector of garbage out until the end.
        attachment = self.create(vals)
        # As core does it when it sets the content: its own `write` drops these facts.
        facts = {"checksum": checksum, "file_size": size, "store_fname": name}
        models.Model.write(attachment, facts)
        attachment.flush_recordset(list(facts))
        self._store_file(file, name)
        return attachment

    def _store_file(self, file, name):
        """Copy a file to where core looks for it under a name."""
        path = Path(self._full_path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mark_for_gc(name)  # in case the transaction aborts
        if not path.exists():
            file.seek(0)
            # Under another name until all is there, should the server die meanwhile.
            part = path.with_name(f"{path.name}.{uuid4().hex}")
            with part.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            part.replace(path)
