#include "streams.h"

#include <chrono>
#include <map>
#include <memory>
#include <set>

namespace fake {

namespace {

std::uint64_t turns = 0;
int stream_numbers = 0;
bool eager_ = false;
auto& defaults =
    *new std::map<int, std::unique_ptr<Stream>>; // never destroyed: libgomp calls while the process ends
auto& streams = *new std::set<Stream*>;

bool is_default(const Stream* stream) { return stream == default_stream(stream->device); }

int run_front(Stream* stream) {
  // Taken out first: what it depends on may come back here.
  Work work = std::move(stream->work.front());
  stream->work.pop_front();
  int error = 0;
  auto keep = [&error](int next) { error = error ? error : next; };
  if (work.awaited_stream && (streams.count(work.awaited_stream) || is_default(work.awaited_stream)))
    keep(finish_until(work.awaited_stream, work.awaited_turn));
  if (is_default(stream)) {
    for (Stream* other : streams)
      if (other->blocking && other->device == stream->device) keep(finish_until(other, work.turn));
  } else if (stream->blocking) {
    keep(finish_until(default_stream(stream->device), work.turn));
  }
  if (work.action) keep(work.action());
  return error;
}

} // namespace

Stream* default_stream(int device) {
  auto& found = defaults[device];
  if (!found) {
    found = std::make_unique<Stream>();
    found->device = device;
  }
  return found.get();
}

Stream* make_stream(int device, bool blocking) {
  auto* made = new Stream;
  made->device = device;
  made->blocking = blocking;
  made->number = ++stream_numbers;
  streams.insert(made);
  return made;
}

bool is_stream(const Stream* stream) { return streams.count(const_cast<Stream*>(stream)) != 0; }

void destroy_stream(Stream* stream) {
  finish(stream);
  streams.erase(stream);
  delete stream;
}

int enqueue(Stream* stream, std::function<int()> action) {
  stream->work.push_back({++turns, std::move(action), nullptr, nullptr, 0});
  return eager_ ? finish(stream) : 0;
}

int record(Event* event, Stream* stream) {
  event->recorded = true;
  event->stream = stream;
  event->turn = turns + 1;
  return enqueue(stream, [event, turn = event->turn] {
    event->reached = turn;
    event->milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
    return 0;
  });
}

int wait_event(Stream* stream, Event* event) {
  if (!event->recorded) return 0;
  stream->work.push_back({++turns, {}, event, event->stream, event->turn});
  return eager_ ? finish(stream) : 0;
}

int finish_until(Stream* stream, std::uint64_t turn) {
  int error = 0;
  while (!stream->work.empty() && stream->work.front().turn <= turn)
    if (int next = run_front(stream)) error = error ? error : next;
  return error;
}

int finish(Stream* stream) { return finish_until(stream, UINT64_MAX); }

int finish_device(int device) {
  int error = finish(default_stream(device));
  for (Stream* stream : streams)
    if (stream->device == device)
      if (int next = finish(stream)) error = error ? error : next;
  return error;
}

bool step(Stream* stream, int& error) {
  if (stream->work.empty()) return false;
  error = run_front(stream);
  return true;
}

void set_eager(bool eager) { eager_ = eager; }

} // namespace fake
