"""Thulium's webhook events: one frozen struct for each of the 39 actions, in the order of the documentation.

37 are documented; RECORDING_READY and CUSTOMER_UPDATED are delivered too. Each file ends with the union of its events.
"""

from .agents import AnyAgent
from .calls import AnyCall
from .campaigns import AnyDialling, AnyRecord
from .chats import AnyChat
from .recordings import RecordingReady
from .tickets import AnyCustomer, AnyTicket

Known = AnyCall | RecordingReady | AnyDialling | AnyRecord | AnyAgent | AnyChat | AnyTicket | AnyCustomer
"""Every event that this program knows."""
