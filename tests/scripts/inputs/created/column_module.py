"""A module that is made from nothing: types, constants, dummy arguments, and statements first, last, before and after others."""


def made(nodes, types):
    """The file; `nodes` and `types` are the modules with the classes."""
    Literal, Reference = nodes.Literal, nodes.Reference
    real, integer = types.ScalarType.real_double_type(), types.ScalarType.integer_type()
    argument = types.ArgumentInterface

    outer = types.SymbolTable()
    outer.add(types.ContainerSymbol("iso_fortran_env"))
    wide = types.DataSymbol(
        "int64",
        integer,
        is_constant=True,
        interface=types.ImportInterface(outer.lookup("iso_fortran_env")),
    )
    outer.add(wide)
    levels = outer.new_symbol(
        "levels", symbol_type=types.DataSymbol, datatype=integer, is_constant=True, initial_value=4
    )
    column = types.StructureType.create(
        [
            ("title", types.ScalarType.character_type(), types.Symbol.Visibility.PUBLIC, None),
            ("count", types.ScalarType(types.ScalarType.Intrinsic.INTEGER, Reference(wide)), types.Symbol.Visibility.PUBLIC, None),
            ("depth", types.ArrayType(real, [Reference(levels)]), types.Symbol.Visibility.PUBLIC, None),
        ]
    )  # fmt: skip
    column_type = types.DataTypeSymbol("column_type", column)
    outer.add(column_type)

    inner = types.SymbolTable()
    where = inner.new_symbol(
        "column", symbol_type=types.DataSymbol, datatype=column_type, interface=argument(argument.Access.READWRITE)
    )
    factor = inner.new_symbol(
        "factor", symbol_type=types.DataSymbol, datatype=real, interface=argument(argument.Access.READ)
    )
    inner.specify_argument_list([where, factor])
    level = inner.new_symbol("level", symbol_type=types.DataSymbol, datatype=integer)
    total = inner.new_symbol("total", symbol_type=types.DataSymbol, datatype=real)

    def depth():
        return nodes.StructureReference.create(where, [("depth", [Reference(level)])])

    product = nodes.BinaryOperation.create(nodes.BinaryOperation.Operator.MUL, depth(), Reference(factor))
    loop = nodes.Loop.create(
        level,
        Literal("1", integer),
        Reference(levels),
        Literal("1", integer),
        [nodes.Assignment.create(depth(), product)],
    )
    scale = nodes.Routine.create("scale", inner, [loop])

    # First, last, before and after what is there.
    scale.addchild(nodes.Assignment.create(Reference(total), Literal("0.0", real)), 0)
    add = nodes.BinaryOperation.create(nodes.BinaryOperation.Operator.ADD, Reference(total), depth())
    loop.loop_body.addchild(nodes.Assignment.create(Reference(total), add))
    check = nodes.IfBlock.create(
        nodes.BinaryOperation.create(nodes.BinaryOperation.Operator.LT, Reference(factor), Literal("0.0", real)),
        [nodes.Return()],
    )
    scale.children.insert(loop.position, check)
    title = nodes.StructureReference.create(where, ["title"])
    letter = Literal("x", types.ScalarType.character_type())
    scale.children.insert(loop.position + 1, nodes.Assignment.create(title, letter))
    count = nodes.IntrinsicCall.create(nodes.IntrinsicCall.Intrinsic.INT, [Reference(total), ("kind", Reference(wide))])
    scale.addchild(nodes.Assignment.create(nodes.StructureReference.create(where, ["count"]), count))
    loop.preceding_comment = "every level"
    scale.preceding_comment = "Scales a column,\nand says how much there is"
    check.inline_comment = "nothing to do"

    # A procedure of one line, with a table that it gets as it is made.
    twice = nodes.Routine(types.RoutineSymbol("twice", types.NoType()))
    table = twice.symbol_table
    again = table.new_symbol(
        "column", symbol_type=types.DataSymbol, datatype=column_type, interface=argument(argument.Access.READWRITE)
    )
    table.specify_argument_list([again])
    twice.addchild(nodes.Call.create(scale.symbol, [Reference(again), ("factor", Literal("2.0", real))]))
    module = nodes.Container.create("column_mod", outer, [scale])
    module.addchild(twice)
    return nodes.FileContainer.create("column_mod.f90", types.SymbolTable(), [module])
