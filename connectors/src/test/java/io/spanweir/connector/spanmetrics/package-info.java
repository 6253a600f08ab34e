@NullMarked
package io.spanweir.connector.spanmetrics;

import org.jspecify.annotations.NullMarked;
