"""The rows of the benchmark `fivetran`, served by the MIT-licensed fivetran-connector-sdk 2.13.1.

    PYTHON_SERVER="python tests/benches/fivetran_server.py" cargo bench -p connector-sdk-tests --bench fivetran
"""

import datetime
import os
import sys

from fivetran_connector_sdk import Connector
from fivetran_connector_sdk import Operations as op


def schema(configuration):
    columns = {
        "id": "LONG",
        "customer": "LONG",
        "name": "STRING",
        "email": "STRING",
        "status": "STRING",
        "amount": {"type": "DECIMAL", "precision": 12, "scale": 2},
        "weight": "DOUBLE",
        "pieces": "INT",
        "paid": "BOOLEAN",
        "created_at": "UTC_DATETIME",
    }
    return [{"table": "order", "primary_key": ["id"], "columns": columns}]


CUSTOMERS = [(f"Customer {customer}", f"customer{customer}@example.com") for customer in range(1009)]


def update(configuration, state):
    start = datetime.datetime(2023, 11, 14, 22, 13, 20)
    for number in range(int(os.environ.get("ROWS", 1_000_000))):
        cents = number % 1_000_000 + 1
        customer = number % len(CUSTOMERS)
        name, email = CUSTOMERS[customer]
        row = {
            "id": number,
            "customer": customer,
            "name": name,
            "email": email,
            "status": "open" if number % 3 == 0 else "shipped",
            "amount": f"{cents // 100}.{cents % 100:02}",
            "weight": number * 0.25,
            "pieces": number % 100,
            "paid": number % 2 == 0,
            "created_at": (start + datetime.timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        op.upsert(table="order", data=row)
    op.checkpoint(state)


connector = Connector(update=update, schema=schema)
connector.run(port=int(sys.argv[1]))
