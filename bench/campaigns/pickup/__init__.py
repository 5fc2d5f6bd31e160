"""The demo's pickup cabinet (`main.py demo --lockers`): its terminal, its parcels, what its visitors have in hand."""
