package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Element;
import java.util.ArrayList;
import java.util.List;

/** Writes edits as nft reads them; what stands in one script is one transaction. */
final class NftScript {

    private final String table;
    private final StringBuilder text = new StringBuilder();

    private NftScript(String table) {
        this.table = "ip " + table + " ";
    }

    static String of(Table table, List<Edit> edits) {
        NftScript script = new NftScript(table.name());
        script.write(edits);
        return script.text.toString();
    }

    /** The table with all that is in it, in place of whatever was there. */
    static String replacing(Table table, List<Edit> all) {
        NftScript script = new NftScript(table.name());
        script.text.append(removal(table.name()));
        table.statements().forEach(script::line);
        script.write(all);
        return script.text.toString();
    }

    /** Takes a table away, be it there or not. */
    static String removal(String table) {
        return "add table ip " + table + "\ndelete table ip " + table + "\n";
    }

    private void write(List<Edit> edits) {
        for (int i = 0; i < edits.size(); i++) {
            switch (edits.get(i)) {
                case Edit.AddSet add -> line("add set " + table + add.name() + " { " + add.declaration() + " }");
                case Edit.AddChain add -> line("add chain " + table + add.name());
                case Edit.SetRules set -> {
                    line("flush chain " + table + set.chain());
                    set.rules().forEach(rule -> line("add rule " + table + set.chain() + " " + rule));
                }
                case Edit.DeleteElement delete ->
                    line("delete element " + table + delete.element().set() + " { "
                            + delete.element().key() + " }");
                case Edit.AddElement add -> i = addElements(edits, i, add.element());
                case Edit.DeleteChain delete -> line("delete chain " + table + delete.name());
                case Edit.DeleteSet delete -> line("delete set " + table + delete.name());
            }
        }
    }

    /** Neighbours that go into one set go in by one statement; answers the index of the last of them. */
    private int addElements(List<Edit> edits, int from, Element first) {
        List<String> elements = new ArrayList<>();
        int i = from;
        while (i < edits.size()
                && edits.get(i) instanceof Edit.AddElement add
                && add.element().set().equals(first.set())) {
            elements.add(add.element().key() + (add.value().isEmpty() ? "" : " : " + add.value()));
            i++;
        }
        line("add element " + table + first.set() + " { " + String.join(", ", elements) + " }");
        return i - 1;
    }

    private void line(String statement) {
        text.append(statement).append('\n');
    }
}
