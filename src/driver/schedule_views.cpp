#include "driver/schedule_views.h"

#include <fmt/format.h>

namespace isotach {

namespace {

using psykal::InvokeDescription;
using psykal::ViewEdge;
using psykal::ViewItem;

// "writes flux, reads wind, density": what is both read and written is updated.
std::string accesses_text(const ViewItem& item) {
  auto list = [&](std::string_view word, bool reads, bool writes) {
    std::string names;
    for (const auto& access : item.accesses)
      if (access.reads == reads && access.writes == writes)
        names += (names.empty() ? "" : ", ") + access.name;
    return names.empty() ? names : fmt::format("{} {}", word, names);
  };
  std::string text;
  for (const std::string& part :
       {list("updates", true, true), list("writes", false, true), list("reads", true, false)})
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string dot_string(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (c == '&') result += "&amp;";
    else result += c;
  }
  return result;
}

std::string_view colour_of(std::string_view kind) {
  return kind == "exchange" ? "#f6d5b8" : kind == "reduction" ? "#d8e8c8" : "#cfe0f2";
}

std::string style_of(std::string_view kind) {
  return kind == "flow"   ? "color=\"#1f4e8c\""
         : kind == "anti" ? "color=\"#a05a1e\", style=dashed"
                          : "color=\"#777777\", style=dotted";
}

} // namespace

std::string schedule_text(const std::string& file, std::span<const InvokeDescription> views, bool colour) {
  std::string out;
  auto painted = [&](std::string_view kind, std::string text) {
    if (!colour) return text;
    std::string_view code = kind == "exchange" ? "33" : kind == "reduction" ? "32" : "36";
    return fmt::format("\033[{}m{}\033[0m", code, text);
  };
  for (const InvokeDescription& view : views) {
    out += fmt::format("{}{} ({}:{})\n", out.empty() ? "" : "\n", view.name, file, view.line);
    for (std::size_t i = 0; i < view.items.size(); ++i) {
      const ViewItem& item = view.items[i];
      out += fmt::format("{:>4}  {} {}\n", i + 1, painted(item.kind, fmt::format("{:<9}", item.kind)),
                         item.title);
      out += fmt::format("{:16}{}\n", "", item.why.empty() ? accesses_text(item) : item.why);
    }
  }
  return out;
}

std::string dag_dot(std::span<const InvokeDescription> views) {
  std::string out =
      "digraph schedule {\n  rankdir=TB;\n  node [shape=box, style=filled, fontname=\"Helvetica\", "
      "fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n";
  for (std::size_t v = 0; v < views.size(); ++v) {
    const InvokeDescription& view = views[v];
    out += fmt::format("  subgraph cluster_{} {{\n    label={};\n", v, dot_string(view.name));
    for (std::size_t i = 0; i < view.items.size(); ++i) {
      const ViewItem& item = view.items[i];
      out += fmt::format("    n{}_{} [label={}, fillcolor=\"{}\", tooltip={}];\n", v, i,
                         dot_string(fmt::format("{}. {}", i + 1, item.title)), colour_of(item.kind),
                         dot_string(item.why.empty() ? accesses_text(item) : item.why));
    }
    for (const ViewEdge& edge : view.edges)
      out += fmt::format("    n{}_{} -> n{}_{} [label={}, {}];\n", v, edge.from, v, edge.to,
                         dot_string(edge.name), style_of(edge.kind));
    out += "  }\n";
  }
  return out + "}\n";
}

std::string schedule_page(const std::string& file, std::span<const InvokeDescription> views,
                          std::span<const std::string> pictures, const std::string& psy) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title>\n<style>\n"
      "body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }}\n"
      "table {{ border-collapse: collapse; }} td {{ padding: .3em .8em; vertical-align: top; }}\n"
      "td.why {{ color: #555; }} pre {{ background: #f6f6f6; padding: 1em; overflow: auto; }}\n"
      ".picture {{ overflow: auto; }} .loop {{ background: {1}; }} .exchange {{ background: {2}; }} "
      ".reduction {{ background: {3}; }}\n</style></head><body>\n<h1>{0}</h1>\n"
      "<p>Blue: a kernel or built-in in its loop. Orange: a halo exchange and why it is there. Green: a "
      "global "
      "reduction. Edges: full where data flow, dashed where a later write waits for a read, dotted where for "
      "a "
      "write.</p>\n<ul>\n",
      escaped(file), colour_of("loop"), colour_of("exchange"), colour_of("reduction"));
  for (const InvokeDescription& view : views)
    out += fmt::format("<li><a href=\"#{0}\">{0}</a>, line {1}</li>\n", escaped(view.name), view.line);
  out += "</ul>\n";
  for (std::size_t v = 0; v < views.size(); ++v) {
    const InvokeDescription& view = views[v];
    out += fmt::format("<h2 id=\"{0}\">{0}</h2>\n<table>\n", escaped(view.name));
    for (std::size_t i = 0; i < view.items.size(); ++i) {
      const ViewItem& item = view.items[i];
      out += fmt::format("<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"why\">{}</td></tr>\n", i + 1,
                         item.kind, escaped(item.title),
                         escaped(item.why.empty() ? accesses_text(item) : item.why));
    }
    out += "</table>\n";
    if (!pictures[v].empty()) // dot writes a whole XML file; a page takes the element
      out += "<div class=\"picture\">\n" + pictures[v].substr(pictures[v].find("<svg")) + "</div>\n";
  }
  out += "<h2>PSy layer</h2>\n<pre>" + escaped(psy) + "</pre>\n</body></html>\n";
  return out;
}

} // namespace isotach
