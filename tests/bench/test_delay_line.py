#!/usr/bin/python3
"""Shows that the delay line delays by what was ordered, and brings every byte.

SPDX-License-Identifier: GPL-3.0-or-later

    test_delay_line.py DELAY_LINE
"""
import hashlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(here), 'lab'))
import tap                                              # noqa: E402

PROGRAM = sys.argv.pop(1)
PATIENCE = float(os.environ.get('MMS_TEST_PATIENCE') or 1)


class Server:
    """Calls serve(connection) in a thread for each connection."""

    def __init__(self, serve):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.serve = serve
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


def echo(connection):
    with connection:
        while data := connection.recv(1 << 20):
            connection.sendall(data)


def read_all(connection, digest):
    n = 0
    while data := connection.recv(1 << 20):
        digest.update(data)
        n += len(data)
    return n


class DelayLine(unittest.TestCase):
    def line(self, serve, *options):
        server = Server(serve)
        self.addCleanup(server.socket.close)
        line = subprocess.Popen([PROGRAM, '--to', str(server.port), *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(line.stdout.close)
        self.addCleanup(line.wait)
        self.addCleanup(line.kill)
        return int(line.stdout.readline())

    def connect(self, port):
        connection = socket.create_connection(('127.0.0.1', port), timeout=30 * PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.addCleanup(connection.close)
        return connection

    def ping_ms(self, connection):
        began = time.monotonic()
        connection.sendall(b'?')
        self.assertEqual(connection.recv(10), b'?')
        return (time.monotonic() - began) * 1e3

    def test_a_round_trip_takes_what_was_ordered(self):
        for ordered in 0, 20, 50:
            connection = self.connect(self.line(echo, '--rtt', str(ordered)))
            self.ping_ms(connection)
            least = min(self.ping_ms(connection) for _ in range(10))
            self.assertGreaterEqual(least, ordered - 0.1)
            self.assertLess(least, ordered + 3 * PATIENCE)

    def test_a_connection_costs_a_round_trip_more(self):
        port = self.line(echo, '--rtt', '30')
        took = []
        for _ in range(5):
            began = time.monotonic()
            self.ping_ms(self.connect(port))
            took.append((time.monotonic() - began) * 1e3)
        self.assertGreaterEqual(min(took), 59.9)
        self.assertLess(min(took), 60 + 10 * PATIENCE)

    def test_both_directions_at_once_bring_every_byte_and_the_end(self):
        data = {name: random.Random(name).randbytes(12_345_678) for name in ('up', 'down')}
        arrived = hashlib.sha256()
        done = threading.Event()

        def serve(connection):
            with connection:
                threading.Thread(target=connection.sendall, args=(data['down'],)).start()
                read_all(connection, arrived)
                done.wait(60)

        port = self.line(serve, '--rtt', '20')
        connection = self.connect(port)
        began = time.monotonic()

        def send():
            connection.sendall(data['up'])
            connection.shutdown(socket.SHUT_WR)     # the other direction stays open

        sender = threading.Thread(target=send)
        sender.start()
        back = hashlib.sha256()
        n = 0
        while n < len(data['down']):
            piece = connection.recv(1 << 20)
            self.assertTrue(piece)
            back.update(piece)
            n += len(piece)
        sender.join()
        done.set()
        self.assertEqual(connection.recv(10), b'')
        self.assertEqual(back.digest(), hashlib.sha256(data['down']).digest())
        self.assertEqual(arrived.digest(), hashlib.sha256(data['up']).digest())
        # a line that waited for each chunk would need a second for 3 MB
        self.assertLess(time.monotonic() - began, 3 * PATIENCE)

    def test_a_rate_is_kept(self):
        def serve(connection):
            with connection:
                connection.sendall(bytes(4_000_000))

        connection = self.connect(self.line(serve, '--rtt', '10', '--rate', '8000000'))
        began = time.monotonic()
        self.assertEqual(read_all(connection, hashlib.sha256()), 4_000_000)
        took = time.monotonic() - began
        self.assertGreater(took, 0.5)
        self.assertLess(took, 0.6 + 0.4 * PATIENCE)

    def test_a_receiver_that_does_not_read_stops_the_sender(self):
        hold = threading.Event()

        def serve(connection):
            with connection:
                hold.wait(60)
                connection.sendall(b'%d' % read_all(connection, hashlib.sha256()))

        connection = self.connect(self.line(serve, '--rtt', '10', '--buffer', '1000000'))
        connection.settimeout(0.5)
        sent = 0
        with self.assertRaises(TimeoutError):
            while sent < 500_000_000:
                sent += connection.send(bytes(1 << 20))
        hold.set()
        connection.settimeout(30 * PATIENCE)
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(int(connection.recv(100)), sent)

    def test_a_server_that_is_not_there_hangs_up(self):
        with socket.create_server(('127.0.0.1', 0)) as nobody:
            port = nobody.getsockname()[1]
        line = subprocess.Popen([PROGRAM, '--to', str(port)], stdout=subprocess.PIPE, text=True)
        self.addCleanup(line.stdout.close)
        self.addCleanup(line.wait)
        self.addCleanup(line.kill)
        connection = self.connect(int(line.stdout.readline()))
        try:
            self.assertEqual(connection.recv(10), b'')
        except ConnectionResetError:
            pass


if __name__ == '__main__':
    tap.main()
