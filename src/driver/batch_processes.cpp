#include "driver/batch_processes.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <new>
#include <thread>

namespace isotach {

namespace {

struct Worker {
  pid_t process = -1;
  int pipe = -1;
  std::string received; // number and size of a result, and its text, as far as it has come
};

struct Header {
  std::uint64_t job, size;
};

void send(int pipe, std::size_t job, const std::string& text) {
  Header header{job, text.size()};
  std::string message(reinterpret_cast<const char*>(&header), sizeof header);
  message += text;
  for (std::size_t sent = 0; sent < message.size();) {
    ssize_t some = ::write(pipe, message.data() + sent, message.size() - sent);
    if (some <= 0) ::_exit(1);
    sent += static_cast<std::size_t>(some);
  }
}

} // namespace

std::vector<std::string> run_in_processes(std::size_t count, unsigned processes,
                                          const std::function<std::string(std::size_t)>& job,
                                          const std::function<void()>& done,
                                          const std::function<bool()>& stop,
                                          const std::function<void(bool child)>& forked) {
  std::vector<std::string> results(count);
  if (processes == 0) processes = std::max(1u, std::thread::hardware_concurrency());
  processes = static_cast<unsigned>(std::min<std::size_t>(processes, count));
  using Counter = std::atomic<std::size_t>;
  void* shared = ::mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return results;
  auto* next = new (shared) Counter(0);
  std::fflush(nullptr); // or each process would write what is waiting
  std::vector<Worker> workers;
  for (unsigned i = 0; i < processes; ++i) {
    int ends[2];
    if (::pipe(ends) != 0) break;
    pid_t process = ::fork();
    if (process == 0) {
      ::close(ends[0]);
      forked(true);
      for (std::size_t at; !stop() && (at = next->fetch_add(1)) < count;) {
        std::string result = job(at);
        if (!result.empty()) send(ends[1], at, result);
      }
      std::fflush(nullptr);
      ::_exit(0);
    }
    ::close(ends[1]);
    if (process < 0) {
      ::close(ends[0]);
      break;
    }
    workers.push_back({process, ends[0], {}});
  }
  forked(false);
  bool stopped = false;
  for (std::size_t open = workers.size(); open > 0;) {
    std::vector<pollfd> waited;
    for (const Worker& worker : workers) waited.push_back({worker.pipe, POLLIN, 0});
    ::poll(waited.data(), waited.size(), 200);
    if (!stopped && stop()) {
      stopped = true;
      for (const Worker& worker : workers) ::kill(worker.process, SIGINT);
    }
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (!(waited[i].revents & (POLLIN | POLLHUP))) continue;
      Worker& worker = workers[i];
      char buffer[65536];
      ssize_t some = ::read(worker.pipe, buffer, sizeof buffer);
      if (some <= 0) {
        ::close(worker.pipe);
        worker.pipe = -1; // poll passes over it
        --open;
        continue;
      }
      worker.received.append(buffer, static_cast<std::size_t>(some));
      for (Header header; worker.received.size() >= sizeof header;) {
        worker.received.copy(reinterpret_cast<char*>(&header), sizeof header);
        if (worker.received.size() < sizeof header + header.size) break;
        results[header.job] = worker.received.substr(sizeof header, header.size);
        worker.received.erase(0, sizeof header + header.size);
        done();
      }
    }
  }
  for (const Worker& worker : workers) ::waitpid(worker.process, nullptr, 0);
  ::munmap(shared, sizeof(Counter));
  return results;
}

} // namespace isotach
