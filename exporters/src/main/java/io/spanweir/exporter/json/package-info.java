/** JSON as bytes: what exporters and readers of the store write it with. */
@NullMarked
package io.spanweir.exporter.json;

import org.jspecify.annotations.NullMarked;
