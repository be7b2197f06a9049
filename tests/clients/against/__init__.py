"""One file for each client; its `drive(case, folder)` fails, or says what it did."""
