// Runs a list of transformations on every invoke of some algorithms and writes their PSy layers: what
// transform_script.py does with PSyclone, by the same list, line by line.
//
//     transform_tool MODE LIST OUTPUT KERNEL_FOLDER,... ALGORITHM ...
//
// MODE is dm, nodm or annexed. For each algorithm NAME_psy.f90 and NAME.log come into OUTPUT; the log says of
// each application whether it was refused, and with which kind of error. See transform_script.py for the
// list.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fmt/format.h>

#include "analysis/regions.h"
#include "base/strings.h"
#include "parse/parse.h"
#include "psykal/lfric/psy_layer.h"
#include "tree/verify.h"
#include "tree/visit.h"

namespace isotach::lfric {
namespace {

using transform::Arguments;

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

struct Line {
  std::string kind;
  std::vector<std::string> filters;
  std::string name;
  std::vector<std::pair<std::string, transform::Value>> options;
};

std::vector<Line> read_list(const std::string& path) {
  std::vector<Line> lines;
  std::istringstream in(read(path));
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text[0] == '#') continue;
    std::size_t colon = text.find(':');
    std::vector<std::string> what = words_of(text.substr(0, colon)), how = words_of(text.substr(colon + 1));
    Line line{what[0], {what.begin() + 1, what.end()}, how[0], {}};
    for (std::size_t i = 1; i < how.size(); ++i) {
      std::size_t equals = how[i].find('=');
      std::string value = how[i].substr(equals + 1);
      transform::Value given = value;
      if (value == "True" || value == "False") given = value == "True";
      else if (value.find_first_not_of("0123456789-") == std::string::npos)
        given = std::int64_t{std::stoll(value)};
      line.options.emplace_back(how[i].substr(0, equals), given);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string_view loop_type(const PsyLoop* loop) {
  return loop->type == LoopType::cells  ? "cells"
         : loop->type == LoopType::dofs ? "dof"
                                        : to_string(loop->type);
}

class Runner {
 public:
  Runner(Schedule& schedule, std::string& log) : schedule_(schedule), log_(log) {}

  void run(const Line& line) {
    line_ = &line;
    if (line.kind == "loop") {
      std::vector<PsyLoop*> loops;
      for_each<PsyLoop>(schedule_.procedure(), [&](PsyLoop* loop) { loops.push_back(loop); });
      for (PsyLoop* loop : loops)
        if (wanted(loop)) apply({loop});
    } else if (line.kind == "exchange") {
      for (HaloExchange* exchange : exchanges(ExchangePart::whole)) apply({exchange});
    } else if (line.kind == "early") {
      for (ExchangePart part : {ExchangePart::whole, ExchangePart::start})
        for (HaloExchange* exchange : exchanges(part)) move_early(exchange);
    } else if (line.kind == "pairs") {
      fuse_pairs(schedule_.procedure());
    } else if (line.kind == "kernel") {
      std::vector<KernelCall*> calls;
      for_each<KernelCall>(schedule_.procedure(), [&](KernelCall* call) {
        if (!schedule_.call(call).builtin) calls.push_back(call);
      });
      for (KernelCall* call : calls)
        if (some(call)) apply({call});
    } else if (line.kind == "region") {
      enclose_runs();
    } else {
      throw std::runtime_error("unknown kind " + line.kind);
    }
  }

 private:
  std::vector<HaloExchange*> exchanges(ExchangePart part) {
    std::vector<HaloExchange*> found;
    for_each<HaloExchange>(schedule_.procedure(), [&](HaloExchange* exchange) {
      if (exchange->part == part) found.push_back(exchange);
    });
    return found;
  }

  // A share of them, the same ones whenever this runs.
  bool some(const Stmt* statement) const {
    for (const std::string& filter : line_->filters)
      if (filter.starts_with("some="))
        return (std::hash<std::string>{}(schedule_.invoke().name + line_->name) + 37 * statement->id) % 100 <
               static_cast<std::size_t>(std::stoi(filter.substr(5)));
    return true;
  }

  bool wanted(const PsyLoop* loop) const {
    bool discontinuous_space = continuity(schedule_.space(loop)) == Continuity::discontinuous;
    std::string_view type = loop_type(loop);
    return std::all_of(line_->filters.begin(), line_->filters.end(), [&](const std::string& filter) {
      if (filter == "continuous") return !discontinuous_space;
      if (filter == "discontinuous") return discontinuous_space;
      if (filter.starts_with("some=")) return some(loop);
      if (filter == "no_sum") return !schedule_.reduces(loop);
      if (filter == "no_stencil")
        return !reads(loop, [](const MetaArg& entry) { return entry.stencil.has_value(); });
      if (filter == "no_operator")
        return !reads(loop, [](const MetaArg& entry) { return entry.is_operator(); });
      std::vector<std::string> types;
      std::istringstream in(filter.substr(filter[0] == '!'));
      for (std::string one; std::getline(in, one, ',');) types.push_back(one);
      bool listed = std::find(types.begin(), types.end(), type) != types.end();
      return listed != (filter[0] == '!');
    });
  }

  template <class F> bool reads(const PsyLoop* loop, F&& wanted) const {
    bool found = false;
    for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* call) {
      for (const MetaArg& entry : schedule_.call(call).kernel->arguments)
        found = found || (entry.access != AccessType::write && wanted(entry));
    });
    return found;
  }

  bool apply(std::vector<Stmt*> nodes) {
    Arguments arguments{nodes, line_->options};
    std::string before = schedule_.text().text;
    transform::Outcome validated = schedule_.transform(line_->name, arguments, transform::Action::validate);
    if (schedule_.text().text != before) fail("validate changed something");
    transform::Outcome outcome = schedule_.transform(line_->name, arguments, transform::Action::apply);
    if (validated.objection.has_value() != outcome.objection.has_value()) fail("validate and apply differ");
    if (outcome.objection && schedule_.text().text != before) fail("a refusal changed something");
    for (const std::string& broken : verify(schedule_.tree())) fail(broken);
    for (const std::string& broken : verify(schedule_)) fail(broken);
    log_ += fmt::format("{} {} {}\n", schedule_.invoke().name, line_->name,
                        outcome.objection ? to_string(outcome.objection->kind) : "done");
    if (outcome.objection) log_ += fmt::format("# {}\n", outcome.objection->text);
    for (const std::string& note : outcome.notes) log_ += fmt::format("# {}\n", note);
    return !outcome.objection;
  }

  void fail(std::string_view what) { log_ += fmt::format("BROKEN {}: {}\n", line_->name, what); }

  // The statements of a list as a script sees them: a directive in place of all that its region holds.
  std::vector<Stmt*> children(StmtList& list) {
    Regions regions(schedule_.tree());
    std::vector<Stmt*> found;
    for (Stmt* at = list.first(); at;) {
      found.push_back(at);
      auto* directive = dyn_cast<DirectiveStmt>(at);
      const DirectiveRegion* region = directive ? regions.of(directive) : nullptr;
      Stmt* last = !region ? at : region->end ? region->end : region->last;
      at = last->next;
    }
    return found;
  }

  void move_early(HaloExchange* exchange) {
    for (Stmt* place : children(schedule_.procedure()->body)) {
      if (place == exchange) break;
      if (apply({exchange, place})) break;
    }
  }

  void fuse_pairs(Node* holder) {
    StmtList& list = isa<PsyLoop>(holder) ? cast<PsyLoop>(holder)->body : cast<InvokeProcedure>(holder)->body;
    std::vector<Stmt*> all = children(list);
    for (std::size_t i = 0; i + 1 < all.size();) {
      auto *one = dyn_cast<PsyLoop>(all[i]), *other = dyn_cast<PsyLoop>(all[i + 1]);
      if (one && other && apply({one, other})) all = children(list);
      else ++i;
    }
    for (Stmt* statement : list)
      if (isa<PsyLoop>(statement)) fuse_pairs(statement);
  }

  void enclose_runs() {
    std::vector<Stmt*> run;
    for (Stmt* statement : children(schedule_.procedure()->body)) {
      if (isa<PsyLoop>(statement) || isa<DirectiveStmt>(statement)) {
        run.push_back(statement);
        continue;
      }
      if (!run.empty()) apply(run);
      run.clear();
    }
    if (!run.empty()) apply(run);
  }

  Schedule& schedule_;
  std::string& log_;
  const Line* line_ = nullptr;
};

int run(int count, char** words) {
  if (count < 6) return 2;
  std::string mode = words[1], output = words[3];
  std::vector<Line> lines = read_list(words[2]);
  std::vector<std::string> folders;
  std::istringstream in(words[4]);
  for (std::string one; std::getline(in, one, ',');) folders.push_back(one);
  InvokeOptions options;
  options.distributed = mode != "nodm";
  options.compute_annexed_dofs = mode == "annexed";
  KernelFiles kernels(folders, {},
                      [](const Tree& tree, Diagnostics& found) { return read_kernels(tree, found); });
  for (int i = 5; i < count; ++i) {
    std::filesystem::path path(words[i]);
    Diagnostics diagnostics;
    SourceFile source(path.string(), read(path.string()));
    Tree tree = parse(source, {}, diagnostics);
    psykal::Algorithm algorithm = psykal::read_algorithm(tree, diagnostics);
    PsyLayer layer(algorithm.name + "_psy");
    std::string log;
    for (Invoke& invoke : bind_invokes(algorithm, kernels, options, diagnostics)) {
      Schedule& schedule = layer.add(std::move(invoke), options);
      for (const Line& line : lines) Runner(schedule, log).run(line);
    }
    bool writable = diagnostics.errors() == 0;
    for (const auto& schedule : layer.schedules)
      for (const transform::Objection& objection : schedule->objections()) {
        log += fmt::format("{} text {}\n# {}\n", schedule->invoke().name, to_string(objection.kind),
                           objection.text);
        writable = false;
      }
    std::ofstream(std::filesystem::path(output) / (path.stem().string() + ".log")) << log;
    if (writable)
      std::ofstream(std::filesystem::path(output) / (path.stem().string() + "_psy.f90"))
          << psy_layer_text(layer);
  }
  return 0;
}

} // namespace
} // namespace isotach::lfric

int main(int count, char** words) { return isotach::lfric::run(count, words); }
