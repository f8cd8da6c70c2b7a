// Schedules of an algorithm as plain values, for isotach.psykal: what is executed, with the places of what
// each access depends on. Nothing of the compiler outlives the call.

#include "python/schedules.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "diagnostics/render.h"
#include "driver/algorithms.h"

namespace isotach::python {

namespace {

using Places = std::vector<psykal::ViewItem::Access::Place>;

nb::list places(const Places& all) {
  nb::list list;
  for (const auto& place : all) list.append(nb::make_tuple(place.item, place.access));
  return list;
}

nb::list items(const psykal::InvokeDescription& invoke) {
  nb::list list;
  for (const psykal::ViewItem& item : invoke.items) {
    nb::list accesses;
    for (const psykal::ViewItem::Access& access : item.accesses) {
      nb::dict depends;
      depends["forward"] = places(access.forward);
      depends["backward"] = places(access.backward);
      depends["forward_reads"] = places(access.forward_reads);
      depends["forward_writes"] = places(access.forward_writes);
      depends["backward_writes"] = places(access.backward_writes);
      accesses.append(nb::make_tuple(access.name, access.reads, access.writes, access.vector_size,
                                     access.component, depends));
    }
    list.append(nb::make_tuple(item.kind, item.title, item.why, accesses));
  }
  return list;
}

std::string errors_of(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& one : diagnostics.all()) text += render_text(one);
  return text;
}

} // namespace

nb::object schedules(const std::string& algorithm, const std::vector<std::string>& kernels,
                     const std::string& api, std::optional<bool> distributed, const std::string& config) {
  PsykalOptions options;
  options.api = api;
  options.config = config;
  options.kernel_folders = kernels;
  options.distributed = distributed;
  options.views = true;
  Diagnostics diagnostics;
  std::unique_ptr<psykal::Compiler> compiler = make_psykal_compiler(options, diagnostics);
  if (!compiler) return nb::cast(errors_of(diagnostics));
  CompiledFile file = compile_algorithm(*compiler, algorithm, options);
  if (!file.good()) return nb::cast(errors_of(file.parsed.diagnostics));
  nb::list all;
  for (const psykal::InvokeDescription& invoke : file.result.views)
    all.append(nb::make_tuple(invoke.name, invoke.line, items(invoke)));
  return all;
}

} // namespace isotach::python
