// Host: workspaces as Python sees them, and who runs scripts on them.
//
// A node has a number, which Python's handle holds. A number that
// was not given out, or a workspace that has ended, is an exception and never a crash.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include <nanobind/nanobind.h>

#include "driver/scripts.h"

namespace isotach::python {

namespace nb = nanobind;

class PyWorkspace {
 public:
  // `owner` keeps the workspace alive; without one end() is called before it goes.
  explicit PyWorkspace(psyir::Workspace* workspace, std::shared_ptr<void> owner = nullptr)
      : workspace_(workspace), owner_(std::move(owner)) {}
  void end() { workspace_ = nullptr; }

  psyir::Workspace& get() const;
  psyir::View view(std::uint64_t number) const;
  std::uint64_t number(psyir::View view);
  // The handles of two nodes, and of their bodies, are each other's.
  void exchange(psyir::View one, psyir::View other);
  void move(psyir::View from, psyir::View to); // the handle of one node becomes that of another one
  // Before an edit of a node: what is shown there is written, and nodes keep their numbers.
  psyir::Objected write_as_shown(std::uint64_t number);

 private:
  psyir::Workspace* workspace_;
  std::shared_ptr<void> owner_;
  std::vector<psyir::View> views_; // that were given out, by number
  std::map<psyir::View, std::uint64_t> numbers_;
};

// Runs scripts by a Python object: run(script, workspace) gives None, or (kind, exception, text, file, line,
// node) of what went wrong; the kind "ended" is sys.exit() without an error, "skipped" a file that the script
// does not want.
class PythonHost : public ScriptHost {
 public:
  explicit PythonHost(nb::object runner) : runner_(std::move(runner)) {}
  ScriptRun run(const std::string& script, psyir::Workspace& workspace, Diagnostics& diagnostics) override;
  bool interrupted() override;
  void before_fork() override;
  void after_fork(bool child) override;

 private:
  nb::object runner_;
  bool interrupted_ = false;
};

} // namespace isotach::python
