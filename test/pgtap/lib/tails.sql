/*
 * The upper tail of chi-squared in numbers of 60 digits, by other formulas than
 * the extension's: the continued fraction of the incomplete gamma function
 * (Abramowitz and Stegun, 6.5.31) where that converges fast, its series (6.5.29)
 * elsewhere.
 */
CREATE FUNCTION pg_temp.chi_square_upper(x numeric, df int) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	pi CONSTANT numeric := 3.14159265358979323846264338327950288419716939937510582097494459;
	y CONSTANT numeric := round(x / 2, 60);
	a CONSTANT numeric := df / 2.0;
	-- y^a / gamma(a)
	front numeric := CASE WHEN df % 2 = 0 THEN y ELSE sqrt(y) / sqrt(pi) END;
	term numeric := 1;
	result numeric := 1;
BEGIN
	FOR k IN 1 .. (df - 1) / 2 LOOP
		front := round(front * y / (k - df % 2 / 2.0), 60);
	END LOOP;
	IF y > a + 1 THEN
		result := y + 3001 - a;
		FOR k IN REVERSE 1500 .. 1 LOOP
			result := y + 2 * k - 1 - a - round(k * (k - a) / result, 60);
		END LOOP;
		RETURN front / (result * exp(y));
	END IF;
	FOR k IN 1 .. 3000 LOOP
		term := round(term * y / (a + k), 60);
		result := result + term;
		EXIT WHEN term = 0;
	END LOOP;
	RETURN 1 - round(front * result / a / exp(y), 60);
END
$$;
