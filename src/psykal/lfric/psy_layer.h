// PSy layer: the module with one procedure for each invoke, as nodes and as Fortran text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "psykal/lfric/schedule.h"

namespace isotach::lfric {

struct PsyLayer {
  explicit PsyLayer(std::string module_) : module(std::move(module_)), tree(module) {}

  Schedule& add(Invoke invoke, const InvokeOptions& options) {
    return *schedules.emplace_back(
        std::make_unique<Schedule>(tree.tree(), std::move(invoke), options, module, *copies));
  }

  std::string module; // its name
  psykal::PsyTree tree;
  std::unique_ptr<psykal::KernelCopies> copies = std::make_unique<psykal::KernelCopies>(); // of kernels
  std::vector<std::unique_ptr<Schedule>> schedules; // in the order of the text
};

// Free form, lines of at most 110 columns; procedures that were lowered as they are now.
std::string psy_layer_text(const PsyLayer& layer);

// One procedure of it; without `with_lines` its text alone.
psykal::ProcedureText procedure_text(const Schedule& schedule, std::string_view module,
                                     bool with_lines = true);

} // namespace isotach::lfric
