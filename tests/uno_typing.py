"""Types into a workbook with LibreOffice, as a person would. Run by a Python that has `uno`; it needs nothing of xltools.

Usage: uno_typing.py SOFFICE JOB.json

The job: ``{"open": path, "save": path, "profile": new folder, "typed": [[sheet, cell, text], …], "refused": [[sheet, cell, text], …]}``.
`refused` is typed last, into cells that should not take it. Printed as JSON: what these cells held before and after, as
``{"before": […], "after": […]}``. Whoever runs this kills its process group afterwards: LibreOffice may hang.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

START_SECONDS = 60
JAPANESE_OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ja-JP</value></prop></item>
</oor:items>
"""
"""With these settings, 03-04-01 typed into a cell that is not a text cell becomes a date."""


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def start(soffice, profile):
    """LibreOffice with its own profile and its own pipe; the process and the name of the pipe."""
    settings = Path(profile, "user", "registrymodifications.xcu")
    settings.parent.mkdir(parents=True)
    settings.write_text(JAPANESE_OFFICE, encoding="utf-8")
    pipe = f"xltools{uuid.uuid4().hex}"
    options = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
    command = [soffice, *options, f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), pipe


def connected(process, pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.1)


def main():
    soffice, job_file = sys.argv[1:]
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    context = connected(*start(soffice, job["profile"]))
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    document = desktop.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, ())

    def type_into(sheet, cell, text):
        """Go to the sheet and the cell, type the text and press Enter. \\n is Ctrl+Enter."""
        document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
        for command, what in ((".uno:GoToCell", {"ToPoint": cell}), (".uno:EnterString", {"StringName": text})):
            dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, properties(**what))

    def refusing():
        return [document.Sheets.getByName(sheet).getCellRangeByName(cell).getFormula() for sheet, cell, _ in job["refused"]]

    for entry in job["typed"]:
        type_into(*entry)
    before = refusing()
    for entry in job["refused"]:
        type_into(*entry)
    print(json.dumps({"before": before, "after": refusing()}), flush=True)
    document.storeToURL(Path(job["save"]).as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))
    document.close(False)
    with contextlib.suppress(DisposedException):  # it may be gone before it answers
        desktop.terminate()


main()
