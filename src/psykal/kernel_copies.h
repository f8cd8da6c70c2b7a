// Kernel copies: procedures of kernels that the module of a PSy layer has itself, in place of those it would
// USE.
//
// A copy is the text of the kernel's file from the comments above the procedure to its END, every byte of it,
// with USE lines for what it had from its module. What cannot stand elsewhere (it uses variables or
// procedures of its module, lines of the preprocessor) is refused. All calls of a layer to that kernel then
// call the copy. Making one parses the kernel's file again, as do edits of it with the copy's own text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "psykal/local_names.h"
#include "source/source.h"

namespace isotach::psykal {

struct KernelCopy {
  std::string module, procedure; // what it is a copy of; the procedure may be a generic
  std::string name;              // here
  struct Text {
    std::string name, text;
  };
  std::vector<Text> procedures; // itself; of a generic its specific procedures

  bool generic() const { return procedures.size() != 1 || procedures.front().name != name; }
};

class KernelCopies {
 public:
  // Null: the layer uses the kernel from its module.
  const KernelCopy* find(std::string_view module, std::string_view procedure) const;
  KernelCopy* find(std::string_view module, std::string_view procedure) {
    return const_cast<KernelCopy*>(static_cast<const KernelCopies*>(this)->find(module, procedure));
  }
  const std::vector<KernelCopy>& all() const { return copies_; }
  void add(KernelCopy copy) { copies_.push_back(std::move(copy)); }

  // A name that a procedure of the layer has: of a variable, or of a kernel of some module, which would hide
  // the copy of another module's kernel.
  void note_name(std::string name, std::string module = {}) {
    names_.emplace_back(std::move(name), std::move(module));
  }
  // Names that a copy of a module's procedure cannot have.
  void reserve_names(std::string_view module, LocalNames& names) const;

 private:
  std::vector<KernelCopy> copies_; // in the order of the text
  std::vector<std::pair<std::string, std::string>> names_;
};

// Copies a procedure out of the file of its module, with names that are free. When it cannot stand elsewhere:
// nothing, and the reason.
std::optional<KernelCopy> copy_kernel(const SourceFile& file, std::string_view module,
                                      std::string_view procedure, LocalNames& names, std::string& reason);

// Makes a dummy argument, counted from 0, a named constant: the dummy gets another name, so calls stay as
// they are. Only an INTEGER scalar can be. Nothing, or why not.
std::optional<std::string> make_constant(KernelCopy::Text& copy, std::size_t argument, std::int64_t value);

} // namespace isotach::psykal
