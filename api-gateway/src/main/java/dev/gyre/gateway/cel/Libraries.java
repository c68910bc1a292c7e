package dev.gyre.gateway.cel;

import java.util.List;

/** The libraries that Kubernetes gives every expression, beside those of the language's own implementation. */
final class Libraries {

    static final List<Functions> ALL = List.of(
            ListFunctions.all(),
            RegexFunctions.all(),
            TextFormat.all(),
            UrlFunctions.all(),
            QuantityFunctions.all(),
            IpFunctions.all(),
            CidrFunctions.all(),
            NamedFormats.all());

    private Libraries() {}
}
