// The order of work: streams, events, and the default stream that waits for all and that all wait for.
//
// Work is kept until something waits for it (or runs at once, if asked to). A piece of work runs after those
// before it in its stream and after those that it depends on, and nothing else: what a program forgot to wait
// for has not happened.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

namespace fake {

struct Stream;

struct Event {
  bool recorded = false;
  Stream* stream = nullptr; // of its last record
  std::uint64_t turn = 0;   // of that record
  double milliseconds = 0;  // when it was reached
  std::uint64_t reached = 0;
};

struct Work {
  std::uint64_t turn = 0;
  std::function<int()> action;
  Event* awaited = nullptr; // with the record that it had then
  Stream* awaited_stream = nullptr;
  std::uint64_t awaited_turn = 0;
};

struct Stream {
  int device = 0;
  bool blocking = true; // takes part in the order of the default stream
  int number = 0;
  std::deque<Work> work;
};

Stream* default_stream(int device);
Stream* make_stream(int device, bool blocking);
bool is_stream(const Stream* stream);
void destroy_stream(Stream* stream);

// Work for a stream; the error of work that failed, as far as any ran.
int enqueue(Stream* stream, std::function<int()> action);
int record(Event* event, Stream* stream);
int wait_event(Stream* stream, Event* event);
int finish(Stream* stream); // runs all its work
int finish_until(Stream* stream, std::uint64_t turn);
int finish_device(int device);         // of all streams
bool step(Stream* stream, int& error); // runs one piece; false: none is left
void set_eager(bool eager);

} // namespace fake
